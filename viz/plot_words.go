package viz

import "fmt"

// words are the words of the pictures in one language. A test asks that every
// field is filled in both.
type words struct {
	lang         string
	comma        string // between the parts of a title
	model        string
	seed         string
	changed      string // before a change of the run
	layer        string // %d
	head         string // %d
	layerHead    string // %d, %d
	allHeads     string // %d: of a layer
	allLayers    string
	query        string
	key          string
	masked       string
	notANumber   string
	range_       string // %s, %s
	matrixTitles map[string]string
	factors      string
	ladder       string
	meanNLL      string // %s
	perplexity   string // %s
	distribution string
	rest         string // %d
	vocabulary   string // %d
	loss         string
	bestLoss     string // %s, %d
	lossFloor    string // %s
	nats         string
	updates      string
	batches      string
	validation   string
	embedding    string
	vectors      string // %d, %d
	component    string // %d, %.0f
	layerNorm    string
	ofToken      string // %s, %s
	channels     string // %d
	before       string
	after        string
	gradient     string // %s
	gradientSign string
	stream       string // %s
	adds         string
	lengthThen   string
	neighbours   string // %s
	cosine       string
	lens         string // %s
	lensNote     string
}

var english = words{
	lang:       "en",
	comma:      ", ",
	model:      "model",
	seed:       "seed",
	changed:    "WHAT IF",
	layer:      "layer %d",
	head:       "head %d",
	layerHead:  "layer %d, head %d",
	allHeads:   "layer %d, all heads",
	allLayers:  "all layers and heads",
	query:      "q, query: who looks",
	key:        "k, key: who is looked at",
	masked:     "masked: the future, not visible",
	notANumber: "not a number",
	range_:     "values %s to %s",
	matrixTitles: map[string]string{
		"weights": "Attention weights",
		"scores":  "Attention scores q·k",
		"scaled":  "Scaled scores q·k ÷ √d_{k}",
		"masked":  "Masked scores",
	},
	factors:      "Chain rule: each factor P(w_{t} | w_{<t})",
	ladder:       "Log-likelihood L = Σ log P(w_{t} | w_{<t})",
	meanNLL:      "mean NLL %s nats a token",
	perplexity:   "perplexity %s",
	distribution: "What comes next",
	rest:         "%d others together",
	vocabulary:   "all %d tokens of the vocabulary",
	loss:         "Learning curve",
	bestLoss:     "lowest validation loss %s, after update %d",
	lossFloor:    "the line below: the entropy of these texts, %s, which no model can beat",
	nats:         "loss, nats a token",
	updates:      "updates",
	batches:      "batches",
	validation:   "validation",
	embedding:    "Embeddings",
	vectors:      "%d vectors of %d numbers, seen along their two principal components",
	component:    "principal component %d (%.0f%% of the variance)",
	layerNorm:    "LayerNorm",
	ofToken:      "%s, token %s",
	channels:     "%d numbers; the band is μ ± σ, the dashed line μ",
	before:       "before",
	after:        "after",
	gradient:     "Gradient of the loss, %s",
	gradientSign: "orange: a larger number would raise the loss; purple: lower it",
	stream:       "Residual stream, token %s",
	adds:         "length of what is added",
	lengthThen:   "length of the sum then",
	neighbours:   "Nearest to %s",
	cosine:       "cosine",
	lens:         "Read early, token %s",
	lensNote:     "Softmax(W · LayerNorm(x)) of the stream at each depth; beside its name the likeliest words there",
}

var chinese = words{
	lang:       "zh-Hant",
	comma:      "，",
	model:      "模型",
	seed:       "種子",
	changed:    "如果",
	layer:      "第 %d 層",
	head:       "第 %d 頭",
	layerHead:  "第 %d 層第 %d 頭",
	allHeads:   "第 %d 層所有的頭",
	allLayers:  "所有的層與頭",
	query:      "q 查詢：誰在看",
	key:        "k 鍵：看向誰",
	masked:     "遮罩：未來，看不到",
	notANumber: "不是數",
	range_:     "值域 %s 到 %s",
	matrixTitles: map[string]string{
		"weights": "注意力權重",
		"scores":  "注意力分數 q·k",
		"scaled":  "縮放後的分數 q·k ÷ √d_{k}",
		"masked":  "遮罩後的分數",
	},
	factors:      "鏈式法則：每一個因子 P(w_{t} | w_{<t})",
	ladder:       "對數似然 L = Σ log P(w_{t} | w_{<t})",
	meanNLL:      "平均負對數似然每個詞元 %s nat",
	perplexity:   "困惑度 %s",
	distribution: "下一個是什麼",
	rest:         "其餘 %d 個合計",
	vocabulary:   "詞表共 %d 個詞元",
	loss:         "學習曲線",
	bestLoss:     "最低的驗證損失 %s，在第 %d 次更新後",
	lossFloor:    "下方的橫線是以真實機率算出的損失 %s，沒有模型能比它更低",
	nats:         "損失（每個詞元的 nat 數）",
	updates:      "更新次數",
	batches:      "訓練批次",
	validation:   "驗證",
	embedding:    "詞向量",
	vectors:      "%d 個 %d 維向量，沿兩個主成分看",
	component:    "第 %d 主成分（佔變異數 %.0f%%）",
	layerNorm:    "層正規化 LayerNorm",
	ofToken:      "%s，詞元「%s」",
	channels:     "共 %d 個數；色帶是 μ ± σ，虛線是 μ",
	before:       "之前",
	after:        "之後",
	gradient:     "損失對 %s 的梯度",
	gradientSign: "橘色：這個數變大，損失會變大；紫色：損失會變小",
	stream:       "殘差流，詞元「%s」",
	adds:         "加上的有多長",
	lengthThen:   "加完的和有多長",
	neighbours:   "離「%s」最近的詞",
	cosine:       "餘弦",
	lens:         "提早讀，詞元「%s」",
	lensNote:     "殘差流在各個深度的 Softmax(W · LayerNorm(x))；名稱旁邊是那裡最可能的詞",
}

// wordsIn returns the words of a language, English where it has none.
func wordsIn(lang string) *words {
	if lang == chinese.lang {
		return &chinese
	}
	return &english
}

func (w *words) valueRange(low, high float64) string {
	return fmt.Sprintf(w.range_, number(low), number(high))
}
