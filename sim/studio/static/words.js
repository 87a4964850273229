// Every word of the page, in English and Japanese. {name} is filled in by t("key", {name: …}).

import { LIVES_WORDS } from "./lives-words.js";
import { WATCH_WORDS } from "./watch-words.js";

export const WORDS = {
  ...WATCH_WORDS,
  ...LIVES_WORDS,
  skip: { en: "Skip to the content", ja: "本文へ" },
  tabs: { en: "Views", ja: "画面" },
  tools: { en: "Tools", ja: "操作" },
  explore: { en: "Explore", ja: "試す" },
  watch: { en: "Watch", ja: "見る" },
  lives: { en: "Lives", ja: "顧客の歩み" },
  workshop: { en: "Workshop", ja: "ワークショップ" },
  learn: { en: "Learn", ja: "学ぶ" },
  coming: { en: "This view is being built.", ja: "この画面は準備中です。" },
  failed_tab: { en: "This view could not be loaded.", ja: "この画面を読み込めませんでした。" },
  undo: { en: "Undo", ja: "元に戻す" },
  redo: { en: "Redo", ja: "やり直す" },
  reset: { en: "Reset", ja: "初期化" },
  link: { en: "Copy link", ja: "リンクをコピー" },
  copied: { en: "The link to exactly this is copied.", ja: "この状態へのリンクをコピーしました。" },
  language: { en: "日本語", ja: "English" },
  connection_lost: { en: "The studio does not answer; trying again. Nothing is lost.", ja: "スタジオが応答しません。再接続中です。入力は失われません。" },
  caption: {
    en: "illustrative, not a forecast · seed {seed} · {done} of {planned} replicates · version {version} · {hash}",
    ja: "例示であり予測ではない · 乱数 {seed} · {planned}回中{done}回 · 版 {version} · {hash}",
  },
  marketing: { en: "Marketing", ja: "マーケティング" },
  inside_sales: { en: "Inside sales", ja: "インサイドセールス" },
  field_sales: { en: "Field sales", ja: "フィールドセールス" },
  customer_success: { en: "Customer success", ja: "カスタマーサクセス" },
  month: { en: "month", ja: "か月目" },
  no_interval: { en: "one replicate, no interval yet", ja: "1回のみ。区間はまだない" },
  table: { en: "Show as a table", ja: "表で見る" },
};
