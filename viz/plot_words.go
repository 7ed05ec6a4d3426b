package viz

import "fmt"

// words are the words of the pictures in one language. A test asks that every
// field is filled in both.
type words struct {
	lang         string
	comma        string // between the parts of a title
	model        string
	seed         string
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
}

var english = words{
	lang:       "en",
	comma:      ", ",
	model:      "model",
	seed:       "seed",
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
		"scaled":  "Scaled scores q·k ÷ √d_k",
		"masked":  "Masked scores",
	},
}

var chinese = words{
	lang:       "zh-Hant",
	comma:      "，",
	model:      "模型",
	seed:       "種子",
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
		"scaled":  "縮放後的分數 q·k ÷ √d_k",
		"masked":  "遮罩後的分數",
	},
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
