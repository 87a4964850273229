"""The workshop: a room of teams runs one company, quarter by quarter, each team by what it decides for its department.

`choices` what each team may decide; `room` who is there, what was decided, what is shown, as pure state; `play` the
company that follows from it; `views` what each role sees; `debrief` the questions for the room; `store` the file;
`host` keeps these together for the server; `guesses` limits wrong codes; `routes` the endpoints.

State is the decisions and the seed alone: every number is simulated again from them, so it survives a restart.
"""
