// Errors in Japanese. The server writes them in English, as the command line does; those that a visitor of the page
// meets are told here by their form. What has no form here stays English, and is marked as such.

const TYPES = {
  "a whole number": "整数", "a number": "数値", "a finite number": "有限の数値", "true or false": "true か false", text: "文字列", "a list": "リスト",
  "a mapping of names": "名前ごとの項目", "a mapping of keys to values": "キーと値の組",
};
const UNITS = { years: "年", "accounts with those that are born": "社（新たに生まれる企業を含む）", "accounts times weeks": "社×週" };
const typed = (words) => TYPES[words] ?? words;
const ranged = (words) => words.replace(/^from (\S+) to (\S+)$/, "$1から$2まで").replace(/^at least (\S+)$/, "$1以上").replace(/^at most (\S+)$/, "$1以下");

const FORMS = [
  [/^is not a known key$/, () => "このキーはありません"],
  [/^is no parameter$/, () => "パラメータの名前ではありません"],
  [/^is no scenario here$/, () => "このシナリオはありません"],
  [/^is missing$/, () => "指定が必要です"],
  [/^has no value$/, () => "値がありません"],
  [/^is empty$/, () => "中身がありません"],
  [/^must be (.+)$/, (words) => `${typed(words)}でなければなりません`],
  [/^is not a mapping of keys to values$/, () => "キーと値の組ではありません"],
  [/^is not YAML: (.+)$/, (why) => `YAMLとして読めません（${why}）`],
  [/^may only be one of the scenarios here$/, () => "ここにあるシナリオだけを指定できます"],
  [/^takes named entries away or orders them anew, which the page cannot$/, () => "項目の削除や並べ替えは、この画面では扱えません"],
  [/^is more than the page simulates, which is ([\d,]+) (.+)$/, (most, unit) => `この画面で扱える上限（${most}${UNITS[unit] ?? unit}）を超えています`],
  [/^is more than is kept in detail, which is ([\d,]+)$/, (most) => `詳細を残せる上限（${most}社）を超えています`],
  [/^A and B run for a different time$/, () => "AとBの年数が違います"],
  [/^there is no customer (\d+)$/, (account) => `顧客${account}はいません`],
  [/^there is no such desk$/, () => "その担当者または週はありません"],
  [/^a request may have ([\d,]+) bytes$/, (most) => `送れる大きさの上限は${most}バイトです`],
  [/^a process that simulates has ended$/, () => "シミュレーションの処理が途中で終わりました"],
  [/^not understood: (.+)$/, (what) => `読み取れませんでした（${what}）`],
  [/^did you mean `?([^`?]+)`?\?$/, (name) => `「${name}」のことですか`],
  [/^did you mean (\S+)\? Otherwise, valid here: (.+)$/, (name, names) => `「${name}」のことですか。ここで使えるのは${names}`],
  [/^`(.+)` is valid as (.+)$/, (name, places) => `「${name}」が使える場所：${places.replaceAll(" and as ", "、")}`],
  [/^valid here: (.+)$/, (names) => `ここで使えるのは${names}`],
  [/^use one of (.+)$/, (names) => `${names}のいずれかを使ってください`],
  [/^give one of ([^:]+): .*$/, (names) => `${names}のいずれかを入力してください`],
  [/^(?:write (\S+); )?give (a(?: whole)? number|true or false|text|a list|a mapping of names)(?:,? ((?:from|at) [^[:]+?))?(?: \[(.+?)\])?: .*$/, (exactly, type, range, unit) =>
    `${exactly ? `${exactly}と書くか、` : ""}${range ? `${ranged(range)}の` : ""}${typed(type)}を入力してください${unit ? `（単位：${unit}）` : ""}`],
  [/^give both the same run\.years$/, () => "両方を同じ年数（run.years）にしてください"],
  [/^name one with dots, such as (\S+)$/, (name) => `「${name}」のように点で区切った名前を使ってください`],
  [/^run it on the command line, or give less$/, () => "コマンドラインで実行するか、小さくしてください"],
  [/^run it on the command line: (.+)$/, (command) => `コマンドラインで実行してください：${command}`],
  [/^give less, or stay in Explore$/, () => "小さくするか、「試す」を使ってください"],
  [/^write at least one key, such as (.+)$/, (key) => `${key}のように、キーを一つ以上書いてください`],
  [/^try again; it is started anew$/, () => "もう一度試してください。処理は立て直されています"],
  [/^this is a fault of tasuki; the studio goes on$/, () => "tasukiの不具合です。スタジオはそのまま使えます"],
  [/^(\d+) to (\d+)$/, (low, high) => `${low}から${high}まで`],
];

/** An error's text in a language, and the language that it is in. */
export function spoken(text, lang) {
  if (lang !== "ja") return { text, lang: "en" };
  for (const [form, words] of FORMS) {
    const found = form.exec(text);
    if (found) return { text: words(...found.slice(1)), lang };
  }
  return { text, lang: "en" };
}
