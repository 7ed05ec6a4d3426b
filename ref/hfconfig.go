package ref

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// This file reads and writes config.json, the Hugging Face description of a
// GPT-2. A setting that would change the mathematics in a way not computed here is
// refused by name; what only concerns memory, speed or dropout is passed over.

// ConfigFile is the name of a checkpoint's description in its folder.
const ConfigFile = "config.json"

// configVersion is the version of the folders that gptlab writes: it goes up
// when an older gptlab would read a folder and compute something else.
const configVersion = 1

// hfConfig is what a config.json says: the shape of the GPT, and whether W₂ is
// the embedding table.
type hfConfig struct {
	Config
	tie            *bool    // tie_word_embeddings; nil where the file does not say
	labels         []string // id2label; nil where the file does not say
	tokenizerClass string   // tokenizer_class, such as BertTokenizer; empty where the file does not say
}

// sameActivation are other names for functions of Activations. The tanh form of
// GELU has been renamed, and reprogrammed for speed, more than once.
var sameActivation = map[string]string{
	"gelu_pytorch_tanh": GELU.Name,
	"gelu_fast":         GELU.Name,
	"gelu_python":       ExactGELU.Name,
}

// neutral lists the settings that make a model other than the one of chapter
// 8.1.2, each with the only value under which it does not. A setting that is
// absent has that value.
//
// reorder_and_upcast_attn is not among them: it changes in which order, and at
// which precision, a GPU multiplies, and nothing on paper.
var neutral = []struct{ field, value string }{
	{"model_type", `"gpt2"`},
	{"add_cross_attention", "false"},
	{"is_encoder_decoder", "false"},
	{"scale_attn_by_inverse_layer_idx", "false"},
	{"position_embedding_type", `"absolute"`},
	{"pruned_heads", "{}"},
	{"quantization_config", "null"},
}

// parseConfig reads the text of a config.json. The sizes are within limits that
// no GPT-2 comes near, so that products of them cannot overflow.
func parseConfig(file string, data []byte) (hfConfig, error) {
	f, err := readFields(file, data)
	if err != nil {
		return hfConfig{}, err
	}
	f.version("gptlab_version", configVersion)
	for _, n := range neutral {
		f.mustBe(n.field, n.value)
	}
	positions := "n_positions"
	if !f.has(positions) && f.has("n_ctx") { // as the first GPT-2 files called it
		positions = "n_ctx"
	}
	c := hfConfig{Config: Config{
		VocabSize:  f.integer("vocab_size", 1, 1<<24),
		NPositions: f.integer(positions, 1, 1<<20),
		NEmbd:      f.integer("n_embd", 1, 1<<16),
		NLayer:     f.integer("n_layer", 1, 1<<12),
		NHead:      f.integer("n_head", 1, 1<<16),
	}}
	c.NInner = 4 * c.NEmbd
	if f.has("n_inner") {
		c.NInner = f.integer("n_inner", 1, 1<<20)
	}
	c.LayerNormEpsilon = f.epsilon("layer_norm_epsilon", 1e-5)
	c.Activation = f.activation("activation_function")
	c.ScaleAttnWeights = f.boolean("scale_attn_weights", true)
	c.BOS = f.token("bos_token_id", c.VocabSize)
	c.EOS = f.token("eos_token_id", c.VocabSize)
	if f.has("tie_word_embeddings") {
		tie := f.boolean("tie_word_embeddings", true)
		c.tie = &tie
	}
	c.labels = f.labels("id2label")
	c.tokenizerClass = f.text("tokenizer_class", "")
	if f.err == nil && c.NEmbd%c.NHead != 0 {
		f.err = Fail("config_heads", Args{"file": file, "n_embd": c.NEmbd, "n_head": c.NHead})
	}
	return c, f.orNil()
}

// ConfigJSON returns the text of the model's config.json, for weights stored as dtype.
func (m *GPT) ConfigJSON(dtype DType) []byte { return formatConfig(m, dtype) }

// formatConfig writes the config.json of a GPT2LMHeadModel, or of a
// GPT2ForSequenceClassification where there is a task head.
func formatConfig(m *GPT, dtype DType) []byte {
	c := m.Config
	text, err := json.MarshalIndent(struct {
		Architectures []string `json:"architectures"`
		ModelType     string   `json:"model_type"`
		Version       int      `json:"gptlab_version"`

		VocabSize  int  `json:"vocab_size"`
		NPositions int  `json:"n_positions"`
		NCtx       int  `json:"n_ctx"`
		NEmbd      int  `json:"n_embd"`
		NLayer     int  `json:"n_layer"`
		NHead      int  `json:"n_head"`
		NInner     *int `json:"n_inner"` // null is 4·n_embd

		Activation       string `json:"activation_function"`
		LayerNormEpsilon Float  `json:"layer_norm_epsilon"`
		ScaleAttnWeights bool   `json:"scale_attn_weights"`
		ScaleByLayer     bool   `json:"scale_attn_by_inverse_layer_idx"`
		ReorderAndUpcast bool   `json:"reorder_and_upcast_attn"`
		Tie              bool   `json:"tie_word_embeddings"`

		BOS *int `json:"bos_token_id"` // null is none
		EOS *int `json:"eos_token_id"`

		ResidPdrop       float64 `json:"resid_pdrop"`
		EmbdPdrop        float64 `json:"embd_pdrop"`
		AttnPdrop        float64 `json:"attn_pdrop"`
		InitializerRange float64 `json:"initializer_range"`
		UseCache         bool    `json:"use_cache"`

		ID2Label map[string]string `json:"id2label,omitempty"`
		Label2ID map[string]int    `json:"label2id,omitempty"`

		DType      string `json:"dtype"`
		TorchDType string `json:"torch_dtype"` // the name of dtype before transformers 4.56
	}{
		Architectures: []string{m.Task.architecture()}, ModelType: "gpt2", Version: configVersion,
		VocabSize: c.VocabSize, NPositions: c.NPositions, NCtx: c.NPositions,
		NEmbd: c.NEmbd, NLayer: c.NLayer, NHead: c.NHead, NInner: unless(4*c.NEmbd, c.NInner),
		Activation: c.activation().Name, LayerNormEpsilon: c.LayerNormEpsilon,
		ScaleAttnWeights: c.ScaleAttnWeights, Tie: m.Tied(),
		BOS: unless(-1, c.BOS), EOS: unless(-1, c.EOS),
		InitializerRange: 0.02, UseCache: true,
		ID2Label: m.Task.id2label(), Label2ID: m.Task.label2id(),
		DType: torchName[dtype], TorchDType: torchName[dtype],
	}, "", "  ")
	if err != nil {
		panic(err) // numbers, strings and booleans
	}
	return append(text, '\n')
}

var torchName = map[DType]string{F64: "float64", F32: "float32", F16: "float16", BF16: "bfloat16"}

// unless returns nil, JSON's null, where n is the value that goes without saying.
func unless(silent, n int) *int {
	if n == silent {
		return nil
	}
	return &n
}

func (f *jsonFields) epsilon(field string, absent Float) Float {
	if !f.has(field) {
		return absent
	}
	var x float64
	if json.Unmarshal(f.raw[field], &x) != nil || Float(x) <= 0 || x > 1 {
		f.fail("field_wrong", field, "0 < ε ≤ 1")
	}
	return Float(x)
}

// token reads the id of a special token: −1, none, where it is absent, null or
// not in the vocabulary. (A GPT-2 configuration says 50256 unless told otherwise.)
func (f *jsonFields) token(field string, vocabulary int) int {
	if !f.has(field) {
		return -1
	}
	id, err := strconv.Atoi(string(f.raw[field]))
	if errors.Is(err, strconv.ErrSyntax) {
		f.fail("field_wrong", field, "0 … "+strconv.Itoa(vocabulary-1)+", null")
	}
	if err != nil || id < 0 || id >= vocabulary {
		return -1
	}
	return id
}

func (f *jsonFields) activation(field string) string {
	if !f.has(field) {
		return GELU.Name
	}
	var name string
	known := json.Unmarshal(f.raw[field], &name) == nil
	if other, ok := sameActivation[name]; ok {
		name = other
	}
	if !known || !slices.ContainsFunc(Activations, func(a Activation) bool { return a.Name == name }) {
		var names []string
		for _, a := range Activations {
			names = append(names, a.Name)
		}
		f.fail("config_unsupported", field, strings.Join(names, ", "))
	}
	return name
}
