// The guided story of Learn: ten steps through the notes' argument, each an experiment with one control.
//
// A step has a title, what the notes say, a question to the room, and:
//   control   {kind: "slider", words, from, to, step, start, unit} or {kind: "choice", options: [{value, words}], start}
//   arms      from the control's value, and the shipped scenarios, to the two companies, A the baseline: {preset, changes}
//   measures  what is compared, metrics of the simulation; chart: which of Explore's charts goes with it
// What comes out is never written here: the simulation says it, with its interval, also where it contradicts the notes.

import { contractKey, lagged, mixed } from "./contracts.js";

const named = (preset, en, ja, changes = {}) => ({ preset, changes: { ...changes, "title.en": en, "title.ja": ja } });
const share = { en: "{value}", ja: "{value}" };

const OUT_OF_ORDER = {
  "organisation.value_design.inside_sales.interest": 0, "organisation.value_design.inside_sales.consideration": 0,
  "organisation.value_design.inside_sales.use": 0.5, "organisation.value_design.inside_sales.effective_use": 0.5,
  "organisation.value_design.customer_success.purchase": 0, "organisation.value_design.customer_success.use": 0,
  "organisation.value_design.customer_success.effective_use": 0, "organisation.value_design.customer_success.awareness": 0.25,
  "organisation.value_design.customer_success.interest": 0.5, "organisation.value_design.customer_success.consideration": 0.25,
};
const REVERSED = {
  ...OUT_OF_ORDER, "organisation.value_design.inside_sales.purchase": 0.5, "organisation.value_design.inside_sales.effective_use": 0,
  "organisation.value_design.marketing.awareness": 0, "organisation.value_design.marketing.interest": 0,
  "organisation.value_design.marketing.use": 0.25, "organisation.value_design.marketing.effective_use": 0.75,
};

/** Half of the pay of those who win customers on lifetime value, which comes so many weeks later still. */
function late(lag, { siloed, shared }) {
  const contract = (department) => {
    const common = shared.values.departments[department].kpis.filter(({ metric }) => metric === "cohort_ltv");
    return lagged(mixed(siloed.values.departments[department].kpis, 0.5, { own: [], common }), lag);
  };
  return Object.fromEntries(["marketing", "inside_sales", "field_sales"].map((name) => [contractKey(name), contract(name)]));
}

const CIRCLE = { "nurture.enabled": true };
const ROUND = { ...CIRCLE, "policies.referral_programme.running": true, "policies.care.problems_reported": true };
const FEEDBACK = ["success_to_marketing", "success_to_sales", "sales_to_inside_sales", "inside_sales_to_marketing"].map((name) => `organisation.feedback.${name}`);
const on = (keys) => Object.fromEntries(keys.map((key) => [key, true]));

export const STEPS = [
  {
    name: "stacking",
    title: { en: "Value is stacked in order", ja: "価値は順番に積み上げる" },
    says: {
      en: "A buyer goes from awareness to interest, consideration, purchase, use and effective use. What you tell them counts if it meets them where they stand and rests on what is already there. So the notes ask: which department lays which layer, and in which order?",
      ja: "買い手は認知、興味、検討、購買、活用、有効活用と進む。伝えた価値は、相手の段階に合い、下の層が積まれていて初めて届く。そこでノートは問う。どの部門が、どの層を、どの順で積むのか。",
    },
    ask: { en: "Nobody works an hour more or less. What does speaking out of order do?", ja: "働く時間は誰も変わらない。価値を語る順番を崩すと何が起きるか。" },
    control: { kind: "choice", start: "behind", options: [
      { value: "behind", words: { en: "out of order behind marketing", ja: "マーケティングより後の部門で順番が乱れる" } },
      { value: "reversed", words: { en: "everything the other way round", ja: "すべて逆順" } },
    ] },
    arms: (value) => [
      named("siloed", "Ordered layers", "順番どおりの会社", { "value_stack.enabled": true }),
      named("siloed", "Disordered layers", "順番を崩した会社", { "value_stack.enabled": true, ...(value === "reversed" ? REVERSED : OUT_OF_ORDER) }),
    ],
    measures: ["total_value", "ltv_per_customer", "leads"], chart: "value",
  },
  {
    name: "baton",
    title: { en: "The baton", ja: "バトンをつなぐ" },
    says: {
      en: "One job is divided among four departments, as in a relay. Division makes each fast; what is known of the customer must cross three hand-overs. A receiver takes for true only as much as the sender is trusted.",
      ja: "一つの仕事を四部門がリレーのように分ける。分業は速さを生むが、顧客について知ったことは三度の引き継ぎを越えなければならない。受け手が信じるのは、渡し手を信頼する分だけである。",
    },
    ask: { en: "In A nearly nothing is believed. How much trust does B need, and for what?", ja: "Aでは渡された情報がほとんど信じられない。Bに必要な信頼はどれだけで、何に効くか。" },
    control: { kind: "slider", words: { en: "trust in B", ja: "Bの信頼" }, from: 0, to: 1, step: 0.1, start: 1, shown: share },
    arms: (value) => [named("siloed", "Distrusted hand-overs", "信頼なし", { "organisation.handover.trust": 0.1 }), named("siloed", "Trusted hand-overs", "信頼あり", { "organisation.handover.trust": value })],
    measures: ["handed_information", "churn_first_year", "total_value"], chart: "cohorts",
  },
  {
    name: "silos",
    title: { en: "Everyone green? And the company?", ja: "全員達成？　では会社は？" },
    says: {
      en: "Each department is paid on its own number: leads passed on, meetings, bookings, renewals. Each does what its number asks for. The notes warn that separate goals alone always do harm, and ask for a common goal beside them.",
      ja: "各部門は自分の数字で評価される。渡したリード、アポイント、受注額、更新率。誰もが自分の数字に忠実に動く。ノートは、部門目標だけを追えば必ず弊害が出るとし、共通目標を並べて追うことを勧める。",
    },
    ask: { en: "Which company is worth more after five years, and which wins more customers in the first?", ja: "五年後に価値が大きいのはどちらか。初年度に多く獲得するのはどちらか。" },
    control: { kind: "choice", start: "shared", options: [
      { value: "shared", words: { en: "shared KPIs", ja: "共通KPI" } }, { value: "both", words: { en: "own and common goals", ja: "部門目標と共通目標" } },
    ] },
    arms: (value) => [{ preset: "siloed", changes: {} }, { preset: value, changes: {} }],
    measures: ["total_value", "customers_won_year_1", "unfit_share_won"], chart: "everyone",
  },
  {
    name: "promise",
    title: { en: "“Just try it for a year”", ja: "「とりあえず一年」" },
    says: {
      en: "A promise beyond the truth helps to win, and comes back as expectation. The notes: such customers leave at the first renewal, and success inherits the disappointment.",
      ja: "実際を超える約束は受注を助け、期待となって返ってくる。ノートによれば、そうした顧客は最初の更新で離れ、その落胆はカスタマーサクセスが引き受けることになる。",
    },
    ask: { en: "In A every seller over-promises. What do wins, first-year churn and value say of honesty?", ja: "Aでは全員が誇張する。正直に売ると、受注、初年度解約、価値はどう変わるか。" },
    control: { kind: "choice", start: "honest", options: [
      { value: "honest", words: { en: "only the truth", ja: "事実だけを伝える" } }, { value: "free", words: { en: "as each seller sees fit", ja: "営業の判断に任せる" } },
    ] },
    arms: (value) => [
      named("siloed", "Overstated pitches", "誇張する会社", { "departments.field_sales.pitch": "over_promise" }),
      named("siloed", value === "honest" ? "Honest pitches" : "Free pitches", value === "honest" ? "正直な会社" : "任せる会社", { "departments.field_sales.pitch": value }),
    ],
    measures: ["customers_won", "churn_first_year", "total_value"], chart: "cohorts",
  },
  {
    name: "strictness",
    title: { en: "How strict should a hand-over be?", ja: "どこまで厳しく見極めるか" },
    says: {
      en: "Inspection at the hand-over keeps unfit prospects from taking hours downstream. But a bar is set on estimates, and whoever is refused by mistake is lost too. The notes speak for inspection; how much of it, they leave open.",
      ja: "引き継ぎの検品は、合わない見込み客が後工程の時間を奪うのを防ぐ。ただし判断は推定であり、誤って断った相手も失われる。ノートは検品を勧めるが、どこまで厳しくするかは述べていない。",
    },
    ask: { en: "Move the bar between inside and field sales. Where is the summit, and on which measure?", ja: "インサイドからフィールドへの基準を動かそう。頂上はどこか。どの指標で見たときか。" },
    control: { kind: "slider", words: { en: "least estimated fit in B", ja: "Bの見込み適合度の下限" }, from: 0, to: 0.8, step: 0.1, start: 0.4, shown: share },
    arms: (value) => [named("siloed", "Unchecked hand-overs", "基準なし"), named("siloed", "Checked hand-overs", "基準あり", { "policies.qualification.inside_sales_to_field_sales": value })],
    measures: ["total_value", "customers_won", "unfit_share_won"], chart: "value",
  },
  {
    name: "no",
    title: { en: "Saying no", ja: "「売らない」という選択" },
    says: {
      en: "Do not sell to customers whom you cannot make successful: they cost support, leave, and warn others. It takes knowing whom to refuse, and refusing under the pressure of a quota.",
      ja: "成功させられない顧客には売らない。支援に費用がかかり、解約し、周囲に悪い評判を広める。そのためには、誰を断るかを知り、目標のプレッシャーの下でも断れなければならない。",
    },
    ask: { en: "Nobody spends time on accounts estimated below the mark. Who gains, and when does it cost?", ja: "推定適合度がこの値を下回る相手には、誰も時間を使わない。何が良くなり、どこから損になるか。" },
    control: { kind: "slider", words: { en: "refuse below, in B", ja: "Bで断る基準" }, from: 0, to: 0.7, step: 0.05, start: 0.35, shown: share },
    arms: (value) => [named("siloed", "Sales without refusals", "誰にでも売る会社"), named("siloed", "Refusals", "断る会社", { "policies.unfit_customers.refuse_below": value })],
    measures: ["total_value", "ltv_per_customer", "customers_end"], chart: "fit",
  },
  {
    name: "lag",
    title: { en: "A number that comes a year late", ja: "一年遅れの指標" },
    says: {
      en: "Whether a customer was worth winning is known about a year later. The notes expect that a metric so late changes little of what people do today.",
      ja: "獲得して良かった顧客かどうかは、一年ほど後にわかる。ノートは、それほど遅い指標では今日の行動はほとんど変わらないと見る。",
    },
    ask: { en: "Half of the pay is on lifetime value. In A it is paid when known; delay it in B. Does it matter here?", ja: "評価の半分はLTV。Aではわかった時点で報いる。Bで遅らせると、この会社では違いが出るか。" },
    control: { kind: "slider", words: { en: "further weeks until B is paid", ja: "Bで報われるまでの追加の週数" }, from: 0, to: 208, step: 26, start: 104, shown: { en: "{value} weeks", ja: "{value}週" } },
    arms: (value, presets) => [named("siloed", "Prompt goals", "判明時に払う会社", late(0, presets)), named("siloed", "Late goals", "後で払う会社", late(value, presets))],
    measures: ["total_value", "unfit_share_won", "customers_won"], chart: "fit",
  },
  {
    name: "feedback",
    title: { en: "Against the flow", ja: "流れに逆らって伝える" },
    says: {
      en: "Success knows who succeeds; marketing and sales choose whom to pursue. Telling them takes hours, arrives late, and counts as far as it is trusted. It sharpens the picture of a good customer.",
      ja: "誰が成功するかを知るのはカスタマーサクセス、誰を追うかを決めるのはマーケと営業。伝えるには時間がかかり、遅れて届き、信頼された分だけ効く。良い顧客像はそれで鮮明になる。",
    },
    ask: { en: "Does a sharper picture pay? It depends on whether anybody is paid to look at it.", ja: "顧客像が鮮明になれば得をするか。それは、顧客を見極めることが評価されるかどうかにもよる。" },
    control: { kind: "choice", start: "shared", options: [
      { value: "siloed", words: { en: "among siloed KPIs", ja: "部門別KPIのもとで" } }, { value: "shared", words: { en: "among shared KPIs", ja: "共通KPIのもとで" } },
    ] },
    arms: (value) => [named(value, "Silent departments", "伝えない会社"), named(value, "Telling departments", "四つの経路で伝える会社", on(FEEDBACK))],
    measures: ["picture_mean", "unfit_share_won", "total_value"], chart: "value",
  },
  {
    name: "burning",
    title: { en: "Slash and burn", ja: "焼畑の営業" },
    says: {
      en: "A market is finite. Whoever sold to the wrong customers meets burned accounts, warned neighbours and costly win-backs. In a large market this goes unnoticed for long.",
      ja: "市場は有限である。合わない相手に売り続ければ、焼け野原の市場、悪評を聞いた同業、高くつく再獲得が待つ。大きな市場では長く気づかれない。",
    },
    ask: { en: "Eight years, siloed against shared. Make the market smaller: what happens to the gap?", ja: "八年間、部門別と共通を比べる。市場を小さくすると差はどうなるか。" },
    control: { kind: "slider", words: { en: "accounts in the market, both", ja: "市場の企業数（両社）" }, from: 2500, to: 20000, step: 2500, start: 5000, shown: { en: "{value}", ja: "{value}社" } },
    arms: (value) => ["siloed", "shared"].map((preset) => ({ preset, changes: { "market.accounts": value, "run.years": 8 } })),
    measures: ["total_value", "reputation", "spoilt_share"], chart: "value",
  },
  {
    name: "circle",
    title: { en: "From a line to a circle", ja: "直線から循環へ" },
    says: {
      en: "A line ends at the sale. In the circular model lost deals are nurtured until their time comes, customers' problems shape the product, and those who succeed bring others.",
      ja: "直線のモデルは受注で終わる。循環型では、失注した相手を時期が来るまで育て、顧客の課題が製品を変え、成功した顧客が次の顧客を連れてくる。",
    },
    ask: { en: "In A what is lost is struck off. What does each way of going round add, and what does it take?", ja: "Aでは失注した相手を名簿から消す。輪をつなぐと何が増え、何を費やすか。" },
    control: { kind: "choice", start: "all", options: [
      { value: "nurture", words: { en: "lost deals are nurtured", ja: "失注を育成に戻す" } },
      { value: "all", words: { en: "… and advocates invited, problems reported", ja: "さらに紹介を募り、課題を製品に活かす" } },
    ] },
    arms: (value) => [
      named("shared", "Straight lines", "直線の会社", { ...CIRCLE, "policies.mailing.lost_contacts": "struck_off" }),
      named("shared", "Full circles", "循環する会社", value === "all" ? ROUND : CIRCLE),
    ],
    measures: ["total_value", "wins_returned", "referred_share"], chart: "advocates",
  },
];

export const LEARN_WORDS = {
  learn_steps: { en: "Steps", ja: "ステップ" },
  learn_step: { en: "Step {at} of {all}", ja: "ステップ{at}／{all}" },
  learn_next: { en: "Next", ja: "次へ" },
  learn_back: { en: "Back", ja: "前へ" },
  learn_notes: { en: "What the notes say", ja: "ノートの主張" },
  learn_ask: { en: "Ask the room", ja: "問いかけ" },
  learn_guess: { en: "First guess: {measure} in B will be …", ja: "まず予想：Bの{measure}は…" },
  learn_higher: { en: "higher", ja: "高くなる" },
  learn_same: { en: "about the same", ja: "ほぼ同じ" },
  learn_lower: { en: "lower", ja: "低くなる" },
  learn_right: { en: "The simulation agrees: {found}.", ja: "シミュレーションの結果も同じ：{found}。" },
  learn_wrong: { en: "The simulation says otherwise: {found}.", ja: "シミュレーションの結果は異なる：{found}。" },
  learn_unclear: { en: "Neither right nor wrong: {found}.", ja: "正解とも不正解とも言えない：{found}。" },
  learn_cover: { en: "The result is there. Let the room guess first.", ja: "結果は出ています。まず予想してもらいましょう。" },
  learn_reveal: { en: "Show it without a guess", ja: "予想せずに見る" },
  learn_waiting: { en: "{done} of {planned} replicates …", ja: "反復{planned}回中{done}回…" },
  learn_control: { en: "One control", ja: "動かすのは一つ" },
  learn_open: { en: "Open this experiment in Explore", ja: "この実験を「試す」で開く" },
};
