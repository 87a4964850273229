"""The studio: a page on this machine where a company's incentives are moved and its curves answer.

One module per concern: `launch` (port, warming up, serving), `server` (what the application consists of), `security`
(who may ask, and how much), `companies` (presets, changes, YAML), `controls` (what Explore offers to move), `workers`
(processes that simulate), `refining` (few replicates at once, then more), `live` (one visitor's connection), `workshop`
(a room of teams that runs one company, in a folder of its own).
The page itself is in `static/`: plain ES modules, served as they are; `static/app.js` says how a tab is added.

An endpoint is a function of a Starlette ``Request`` in the module of its concern, listed in that module's ``ROUTES``;
`server` puts these lists together. Its body comes from ``await bodies.read(request, Model)``, heavy work goes to
``await studio.workers.soon(function, *arguments)`` (processes; a function of a module, and arguments that pickle), and
a `TasukiError` that it raises reaches the page as one message.
"""
