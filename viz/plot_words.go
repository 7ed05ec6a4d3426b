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

	// Of the pictures of plot_views.go.
	guessers    string
	bits        string
	ppl         string
	wordsOfText string // %d
	blank       string // %d
	fromLeft    string
	fromWhole   string
	embd        string // %s
	activation  string // %s, %s
	below       string // %d, %d
	drawn       string
	ofDrawn     string
	ofBest      string
	oneDraw     string // %d
	modelP      string
	scaledP     string
	drawnP      string
	work        string
	cached      string
	anew        string
	scores      string // %s
	scoresNote  string // %s, %d
	withNorm    string // %s
	with        string
	without     string
	kept        string
	afterUpdate string // %d
	meanOf      string
	update      string // %s
	gradientOf  string // %s
	slope       string
	weightOld   string
	weightNew   string
	lossBefore  string
	lossAfter   string
	taskHead    string
	labels      string
	untaught    string
	taught      string
	scratch     string
	confusion   string // %s
	trueSaid    string
	learning    string
	labelled    string // %d
	feelings    map[string]string
	who         map[string]string // the guessers
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

	guessers:    "The same text, several guessers",
	bits:        "bits per character",
	ppl:         "perplexity",
	wordsOfText: "over the %d words that all of them speak of",
	blank:       "Word %d as a gap",
	fromLeft:    "P from the words on the left",
	fromWhole:   "share by the whole sentence",
	embd:        "word + place = x, token %s",
	activation:  "The activation %s, token %s",
	below:       "%d of %d numbers lie below 0",
	drawn:       "The words that were drawn",
	ofDrawn:     "P of the word drawn",
	ofBest:      "P of the likeliest word",
	oneDraw:     "Draw %d",
	modelP:      "P of the model",
	scaledP:     "with temperature",
	drawnP:      "what was drawn from",
	work:        "What each word costs",
	cached:      "numbers computed, keys and values kept",
	anew:        "numbers computed, nothing kept",
	scores:      "Softmax behind %s",
	scoresNote:  "the powers of all add up to %s: P of each of the %d words is its part of that",
	withNorm:    "The last LayerNorm, behind %s",
	with:        "P with it",
	without:     "P without it",
	kept:        "One model, kept at several ages",
	afterUpdate: "after %d updates",
	meanOf:      "mean NLL of the text, nats",
	update:      "One update: %s",
	gradientOf:  "what each word adds to the gradient: %s in all",
	slope:       "slope measured",
	weightOld:   "weight before",
	weightNew:   "weight after",
	lossBefore:  "loss before",
	lossAfter:   "loss after",
	taskHead:    "The task head: W_{y} times h_{T}, number by number",
	labels:      "P of each label",
	untaught:    "before",
	taught:      "fine-tuned",
	scratch:     "from scratch",
	confusion:   "What was said for what: %s",
	trueSaid:    "rows: the true label; columns: what was said",
	learning:    "Right, by how many labels it learned from",
	labelled:    "%d labels",
	feelings:    map[string]string{"happy": "happy", "proud": "proud", "thankful": "thankful", "sad": "sad"},
	who:         map[string]string{"model": "model", "truth": "truth", "bigram": "bigram", "unigram": "unigram", "uniform": "uniform"},
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
	lossFloor:    "下方的橫線是規則全知道也還剩的損失 %s，沒有模型低得過它",
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

	guessers:    "同一段文字，幾個人猜",
	bits:        "每個字元的位元數",
	ppl:         "困惑度",
	wordsOfText: "算的是大家都有話說的 %d 個詞",
	blank:       "把第 %d 個詞挖空",
	fromLeft:    "只看左邊的 P",
	fromWhole:   "看整句的份量",
	embd:        "詞＋位置＝x，詞元「%s」",
	activation:  "激勵函數 %s，詞元「%s」",
	below:       "%d 個低於 0，一共 %d 個",
	drawn:       "抽到的詞",
	ofDrawn:     "抽到的詞的 P",
	ofBest:      "最可能的詞的 P",
	oneDraw:     "第 %d 次抽",
	modelP:      "模型的 P",
	scaledP:     "加上溫度",
	drawnP:      "真正拿來抽的",
	work:        "每個詞要算多少",
	cached:      "留著鍵和值，要算的數",
	anew:        "什麼都不留，要算的數",
	scores:      "「%s」之後的 Softmax",
	scoresNote:  "全部的次方加起來是 %s；%d 個詞，每個的 P 就是自己佔其中的一份",
	withNorm:    "最後一次層正規化，在「%s」之後",
	with:        "有它的 P",
	without:     "沒有它的 P",
	kept:        "同一個模型，不同年紀",
	afterUpdate: "更新 %d 次",
	meanOf:      "這段文字的平均負對數似然（nat）",
	update:      "一次更新：%s",
	gradientOf:  "每個詞給梯度加了多少，一共 %s",
	slope:       "量到的斜率",
	weightOld:   "更新前的權重",
	weightNew:   "更新後的權重",
	lossBefore:  "更新前的損失",
	lossAfter:   "更新後的損失",
	taskHead:    "分類用的矩陣：W_{y} 乘 h_{T}，逐項",
	labels:      "每個標籤的 P",
	untaught:    "還沒微調",
	taught:      "微調之後",
	scratch:     "從零開始",
	confusion:   "是什麼，說成什麼：%s",
	trueSaid:    "列是真的標籤，行是說的標籤",
	learning:    "用多少個標籤學，答對多少",
	labelled:    "%d 個標籤",
	feelings:    map[string]string{"happy": "開心", "proud": "得意", "thankful": "感謝", "sad": "難過"},
	who:         map[string]string{"model": "模型", "truth": "真值", "bigram": "二元語法", "unigram": "一元語法", "uniform": "一律平均"},
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
