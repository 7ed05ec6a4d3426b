package ref

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// gpt2Config is the file that came with OpenAI's smallest GPT-2, as Hugging Face converted it.
const gpt2Config = `{
  "activation_function": "gelu_new",
  "architectures": ["GPT2LMHeadModel"],
  "attn_pdrop": 0.1,
  "bos_token_id": 50256,
  "embd_pdrop": 0.1,
  "eos_token_id": 50256,
  "initializer_range": 0.02,
  "layer_norm_epsilon": 1e-05,
  "model_type": "gpt2",
  "n_ctx": 1024,
  "n_embd": 768,
  "n_head": 12,
  "n_layer": 12,
  "n_positions": 1024,
  "resid_pdrop": 0.1,
  "summary_activation": null,
  "summary_first_dropout": 0.1,
  "summary_proj_to_labels": true,
  "summary_type": "cls_index",
  "summary_use_proj": true,
  "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}},
  "vocab_size": 50257
}`

func TestParseConfigOfGPT2(t *testing.T) {
	c, err := parseConfig("config.json", []byte(gpt2Config))
	require.NoError(t, err)
	assert.Nil(t, c.tie)
	assert.Equal(t, Config{
		VocabSize: 50257, NPositions: 1024, NEmbd: 768, NLayer: 12, NHead: 12, NInner: 3072,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: 50256, EOS: 50256,
	}, c.Config)
}

// The configurations of the family, as their folders on Hugging Face have them.
func TestParseConfigOfTheFamily(t *testing.T) {
	larger := func(embd, layer, head int) string {
		text := gpt2Config
		for old, size := range map[string]int{`"n_embd": 768`: embd, `"n_layer": 12`: layer, `"n_head": 12`: head} {
			require.Contains(t, text, old)
			text = strings.Replace(text, old, old[:strings.Index(old, ":")+2]+strconv.Itoa(size), 1)
		}
		return strings.Replace(text, `"n_positions": 1024,`, `"n_positions": 1024, "output_past": true, "n_inner": null, "gradient_checkpointing": false,`, 1)
	}
	const distilled = `{"_num_labels": 1, "activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1,
		"bos_token_id": 50256, "embd_pdrop": 0.1, "eos_token_id": 50256, "id2label": {"0": "LABEL_0"}, "initializer_range": 0.02,
		"label2id": {"LABEL_0": 0}, "layer_norm_epsilon": 1e-05, "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12,
		"n_layer": 6, "n_positions": 1024, "resid_pdrop": 0.1, "summary_activation": null, "summary_first_dropout": 0.1,
		"summary_proj_to_labels": true, "summary_type": "cls_index", "summary_use_proj": true,
		"task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}}, "vocab_size": 50257}`
	const chinese = `{"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "embd_pdrop": 0.1,
		"gradient_checkpointing": false, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, "model_type": "gpt2", "n_ctx": 1024,
		"n_embd": 768, "n_head": 12, "n_inner": null, "n_layer": 12, "n_positions": 1024, "output_past": true, "resid_pdrop": 0.1,
		"task_specific_params": {"text-generation": {"do_sample": true, "max_length": 320}}, "tokenizer_class": "BertTokenizer",
		"transformers_version": "4.5.0", "use_cache": true, "torch_dtype": "float32", "vocab_size": 21128}`
	for name, c := range map[string]struct {
		text                                string
		vocab, embd, layer, head, positions int
		bos                                 int
	}{
		"gpt2-medium": {larger(1024, 24, 16), 50257, 1024, 24, 16, 1024, 50256},
		"gpt2-large":  {larger(1280, 36, 20), 50257, 1280, 36, 20, 1024, 50256},
		"gpt2-xl":     {larger(1600, 48, 25), 50257, 1600, 48, 25, 1024, 50256},
		"distilgpt2":  {distilled, 50257, 768, 6, 12, 1024, 50256},
		"chinese":     {chinese, 21128, 768, 12, 12, 1024, -1},
		"one place":   {`{"vocab_size": 1, "n_positions": 1, "n_embd": 1, "n_layer": 1, "n_head": 1}`, 1, 1, 1, 1, 1, -1},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseConfig("config.json", []byte(c.text))
			require.NoError(t, err)
			assert.Equal(t, Config{
				VocabSize: c.vocab, NPositions: c.positions, NEmbd: c.embd, NLayer: c.layer, NHead: c.head, NInner: 4 * c.embd,
				LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: c.bos, EOS: c.bos,
			}, got.Config)
		})
	}
	got, err := parseConfig("config.json", []byte(chinese))
	require.NoError(t, err)
	assert.Equal(t, "BertTokenizer", got.tokenizerClass)
}

// configWith returns a small configuration, some fields of it changed; nil takes one out.
func configWith(fields map[string]any) []byte {
	config := map[string]any{"vocab_size": 11, "n_positions": 7, "n_embd": 6, "n_layer": 2, "n_head": 3}
	for name, value := range fields {
		config[name] = value
		if value == nil {
			delete(config, name)
		}
	}
	return mustJSON(config)
}

func TestParseConfigFields(t *testing.T) {
	null, yes := json.RawMessage("null"), json.RawMessage("true")
	type fields = map[string]any
	plain := Config{
		VocabSize: 11, NPositions: 7, NEmbd: 6, NLayer: 2, NHead: 3, NInner: 24,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: -1, EOS: -1,
	}
	for name, c := range map[string]struct {
		fields fields
		change func(*Config)
	}{
		"nothing but sizes":        {nil, func(*Config) {}},
		"n_ctx for n_positions":    {fields{"n_positions": nil, "n_ctx": 9}, func(c *Config) { c.NPositions = 9 }},
		"n_positions before n_ctx": {fields{"n_ctx": 1024}, func(*Config) {}},
		"n_inner":                  {fields{"n_inner": 10}, func(c *Config) { c.NInner = 10 }},
		"n_inner null":             {fields{"n_inner": null}, func(*Config) {}},
		"epsilon":                  {fields{"layer_norm_epsilon": 0.25}, func(c *Config) { c.LayerNormEpsilon = 0.25 }},
		"erf":                      {fields{"activation_function": "gelu"}, func(c *Config) { c.Activation = "gelu" }},
		"relu":                     {fields{"activation_function": "relu"}, func(c *Config) { c.Activation = "relu" }},
		"gelu by another name":     {fields{"activation_function": "gelu_pytorch_tanh"}, func(*Config) {}},
		"no scale":                 {fields{"scale_attn_weights": false}, func(c *Config) { c.ScaleAttnWeights = false }},
		"scale":                    {fields{"scale_attn_weights": yes}, func(*Config) {}},
		"start and end":            {fields{"bos_token_id": 0, "eos_token_id": 10}, func(c *Config) { c.BOS, c.EOS = 0, 10 }},
		"start outside":            {fields{"bos_token_id": 11, "eos_token_id": 50256}, func(*Config) {}},
		"start far outside":        {fields{"bos_token_id": json.RawMessage("99999999999999999999")}, func(*Config) {}},
		"start null":               {fields{"bos_token_id": null, "eos_token_id": null}, func(*Config) {}},
		"start −1":                 {fields{"bos_token_id": -1}, func(*Config) {}},
		"neutral":                  {fields{"model_type": "gpt2", "add_cross_attention": false, "pruned_heads": fields{}, "position_embedding_type": "absolute", "quantization_config": null}, func(*Config) {}},
		"only about speed":         {fields{"reorder_and_upcast_attn": true, "use_cache": false, "torch_dtype": "float16"}, func(*Config) {}},
	} {
		t.Run(name, func(t *testing.T) {
			want := plain
			c.change(&want)
			got, err := parseConfig("config.json", configWith(c.fields))
			require.NoError(t, err)
			assert.Equal(t, want, got.Config)
		})
	}
	for _, tie := range []bool{true, false} {
		c, err := parseConfig("config.json", configWith(fields{"tie_word_embeddings": tie}))
		require.NoError(t, err)
		assert.Equal(t, &tie, c.tie)
	}
}

func TestParseConfigRefuses(t *testing.T) {
	number := func(s string) any { return json.RawMessage(s) }
	for _, c := range []struct {
		field string
		value any
		code  string
	}{
		{"vocab_size", nil, "field_missing"},
		{"n_positions", nil, "field_missing"},
		{"n_embd", nil, "field_missing"},
		{"n_layer", nil, "field_missing"},
		{"n_head", number("null"), "field_missing"},
		{"vocab_size", 0, "field_wrong"},
		{"vocab_size", int64(1) << 40, "field_wrong"},
		{"n_positions", -1, "field_wrong"},
		{"n_positions", 1 << 30, "field_wrong"},
		{"n_embd", 6.5, "field_wrong"},
		{"n_embd", "6", "field_wrong"},
		{"n_embd", number("6.0"), "field_wrong"},
		{"n_embd", number("99999999999999999999"), "field_wrong"},
		{"n_layer", number("1e9"), "field_wrong"},
		{"n_layer", 1_000_000_000, "field_wrong"},
		{"n_layer", []int{2}, "field_wrong"},
		{"n_head", true, "field_wrong"},
		{"n_inner", 0, "field_wrong"},
		{"layer_norm_epsilon", 0, "field_wrong"},
		{"layer_norm_epsilon", -1e-5, "field_wrong"},
		{"layer_norm_epsilon", 2, "field_wrong"},
		{"layer_norm_epsilon", "1e-5", "field_wrong"},
		{"bos_token_id", "0", "field_wrong"},
		{"eos_token_id", []int{0}, "field_wrong"},
		{"tie_word_embeddings", "yes", "field_wrong"},
		{"scale_attn_weights", 1, "field_wrong"},
		{"activation_function", "silu", "config_unsupported"},
		{"activation_function", 1, "config_unsupported"},
		{"gptlab_version", 0, "field_wrong"},
		{"tokenizer_class", 3, "field_wrong"},
		{"activation_function", "silu", "config_unsupported"},
		{"activation_function", "quick_gelu", "config_unsupported"},
		{"model_type", "llama", "config_unsupported"},
		{"add_cross_attention", true, "config_unsupported"},
		{"is_encoder_decoder", true, "config_unsupported"},
		{"scale_attn_by_inverse_layer_idx", true, "config_unsupported"},
		{"position_embedding_type", "rotary", "config_unsupported"},
		{"pruned_heads", map[string][]int{"0": {1}}, "config_unsupported"},
		{"quantization_config", map[string]int{"bits": 4}, "config_unsupported"},
	} {
		t.Run(c.field, func(t *testing.T) {
			_, err := parseConfig("config.json", configWith(map[string]any{c.field: c.value}))
			e := failure(t, err, c.code)
			assert.Equal(t, c.field, e.Args["field"])
		})
	}

	_, err := parseConfig("config.json", configWith(map[string]any{"n_head": 4}))
	failure(t, err, "config_heads")
	for _, text := range []string{"", "{", `{"n_embd":NaN}`, "\ufeff\ufeff{}"} {
		_, err := parseConfig("config.json", []byte(text))
		failure(t, err, "json_broken")
	}
	for _, text := range []string{"[]", "null", "1"} {
		_, err := parseConfig("config.json", []byte(text))
		failure(t, err, "field_wrong")
	}
}

func TestNoActivationIsMadeUp(t *testing.T) {
	assert.Panics(t, func() {
		NewZeroGPT(Config{VocabSize: 2, NPositions: 2, NEmbd: 2, NLayer: 1, NHead: 1, NInner: 2, Activation: "swish"}, true)
	})
}

// What is written says the same when it is read, and names everything that
// transformers would otherwise guess.
func TestFormatConfig(t *testing.T) {
	plain := oddConfig()
	other := Config{VocabSize: 5, NPositions: 3, NEmbd: 4, NLayer: 1, NHead: 2, NInner: 16,
		LayerNormEpsilon: 1e-6, Activation: "relu", BOS: -1, EOS: 2}
	for _, cfg := range []Config{plain, other} {
		for _, tied := range []bool{true, false} {
			text := formatConfig(NewZeroGPT(cfg, tied), F16)
			got, err := parseConfig("config.json", text)
			require.NoError(t, err)
			assert.Equal(t, cfg, got.Config)
			assert.Equal(t, &tied, got.tie)

			var fields map[string]any
			require.NoError(t, json.Unmarshal(text, &fields))
			assert.Equal(t, []any{"GPT2LMHeadModel"}, fields["architectures"])
			assert.Equal(t, "gpt2", fields["model_type"])
			assert.Equal(t, "float16", fields["dtype"])
			for _, dropout := range []string{"resid_pdrop", "embd_pdrop", "attn_pdrop"} {
				assert.EqualValues(t, 0, fields[dropout])
			}
		}
	}
	text := string(formatConfig(NewZeroGPT(other, true), F32))
	assert.Contains(t, text, `"n_inner": null`, "4·n_embd")
	assert.Contains(t, text, `"bos_token_id": null`)
	assert.True(t, strings.HasSuffix(text, "}\n"))
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte(gpt2Config))
	f.Add(configWith(map[string]any{"n_inner": 10, "tie_word_embeddings": false, "bos_token_id": -5}))
	f.Add([]byte(`{"vocab_size":1e3,"n_embd":[],"n_head":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := parseConfig("config.json", text)
		if err != nil {
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Contains(t, Sentences, e.Code)
			return
		}
		require.Zero(t, c.NEmbd%c.NHead)
		for _, n := range []int{c.VocabSize, c.NPositions, c.NEmbd, c.NLayer, c.NHead, c.NInner} {
			require.Positive(t, n)
		}
		require.Positive(t, c.VocabSize*c.NEmbd, "no product of two overflows")
		require.Less(t, c.BOS, c.VocabSize)
		require.Less(t, c.EOS, c.VocabSize)
		require.Positive(t, c.LayerNormEpsilon)
		require.Equal(t, c.Activation, c.activation().Name, "the activation is one we have")
	})
}
