package ref

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What transformers loads, as its modeling_gpt2.py and configuration_gpt2.py name
// it, written out here and not computed: V 11, 7 positions, C 6, inner 10, one layer.
var (
	transformersTensors = map[string]string{
		"transformer.wte.weight":             "F32 [11 6]",
		"transformer.wpe.weight":             "F32 [7 6]",
		"transformer.h.0.ln_1.weight":        "F32 [6]",
		"transformer.h.0.ln_1.bias":          "F32 [6]",
		"transformer.h.0.attn.c_attn.weight": "F32 [6 18]", // Conv1D: (in, out)
		"transformer.h.0.attn.c_attn.bias":   "F32 [18]",
		"transformer.h.0.attn.c_proj.weight": "F32 [6 6]",
		"transformer.h.0.attn.c_proj.bias":   "F32 [6]",
		"transformer.h.0.ln_2.weight":        "F32 [6]",
		"transformer.h.0.ln_2.bias":          "F32 [6]",
		"transformer.h.0.mlp.c_fc.weight":    "F32 [6 10]",
		"transformer.h.0.mlp.c_fc.bias":      "F32 [10]",
		"transformer.h.0.mlp.c_proj.weight":  "F32 [10 6]",
		"transformer.h.0.mlp.c_proj.bias":    "F32 [6]",
		"transformer.ln_f.weight":            "F32 [6]",
		"transformer.ln_f.bias":              "F32 [6]",
	}

	// GPT2Config's arguments that decide what is computed, and those that would
	// change it if transformers' own defaults were taken.
	transformersConfig = map[string]any{
		"architectures": []any{"GPT2LMHeadModel"}, "model_type": "gpt2",
		"vocab_size": 11.0, "n_positions": 7.0, "n_embd": 6.0, "n_layer": 1.0, "n_head": 3.0, "n_inner": 10.0,
		"activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "initializer_range": 0.02,
		"scale_attn_weights": true, "scale_attn_by_inverse_layer_idx": false, "reorder_and_upcast_attn": false,
		"resid_pdrop": 0.0, "embd_pdrop": 0.0, "attn_pdrop": 0.0, "use_cache": true,
		"bos_token_id": 0.0, "eos_token_id": 0.0, "tie_word_embeddings": true,
		"dtype": "float32", "torch_dtype": "float32",
	}
	ours = []string{"n_ctx", "gptlab_version"} // transformers keeps what it does not know and asks nobody for it
)

// TestTransformersLoadsIt: names, shapes, types, configuration and tokenizer files
// of what Save writes are those that transformers looks for, no more and no fewer.
func TestTransformersLoadsIt(t *testing.T) {
	cfg := oddConfig()
	cfg.NLayer = 1
	tokenizer, err := TrainBPETokenizer([]string{"the the"}, 260)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		tied    bool
		tensors map[string]string
		config  map[string]any
		task    TaskHead
	}{
		"GPT2LMHeadModel":                    {tied: true},
		"GPT2LMHeadModel, its head not tied": {tensors: map[string]string{"lm_head.weight": "F32 [11 6]"}, config: map[string]any{"tie_word_embeddings": false}},
		"GPT2ForSequenceClassification": {
			tied: true, task: NewTaskHead([]string{"sad", "glad"}, cfg.NEmbd, 1),
			tensors: map[string]string{"score.weight": "F32 [2 6]"}, // nn.Linear: (out, in), no bias
			config: map[string]any{
				"architectures": []any{"GPT2ForSequenceClassification"},
				"id2label":      map[string]any{"0": "sad", "1": "glad"}, "label2id": map[string]any{"sad": 0.0, "glad": 1.0},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			m := randomGPT(cfg, c.tied)
			m.Task = c.task
			require.NoError(t, (&Checkpoint{Model: m, Tokenizer: tokenizer}).Save(dir, F32))

			tensors, metadata := plainHeader(t, filepath.Join(dir, "model.safetensors"))
			assert.Equal(t, both(transformersTensors, c.tensors), tensors)
			assert.Equal(t, map[string]any{"format": "pt"}, metadata, "from_pretrained insists on it")

			config := plainJSON(t, filepath.Join(dir, "config.json"))
			for _, name := range ours {
				assert.Contains(t, config, name)
				delete(config, name)
			}
			assert.Equal(t, both(transformersConfig, c.config), config)

			vocab := plainJSON(t, filepath.Join(dir, "vocab.json"))
			assert.EqualValues(t, tokenizer.Start(), vocab["<|endoftext|>"])
			merges, err := os.ReadFile(filepath.Join(dir, "merges.txt"))
			require.NoError(t, err)
			lines := strings.Split(string(merges), "\n")
			assert.Equal(t, []string{"#version: 0.2", "h e", "t he", ""}, lines, "GPT2Tokenizer drops the first line and the last")
			assert.Equal(t, map[string]any{
				"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": false,
				"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
			}, plainJSON(t, filepath.Join(dir, "tokenizer_config.json")))
		})
	}
}

// plainHeader reads a safetensors header without this package's reader.
func plainHeader(t *testing.T, path string) (tensors map[string]string, metadata any) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var header map[string]map[string]any
	require.NoError(t, json.Unmarshal(data[8:8+binary.LittleEndian.Uint64(data)], &header))
	tensors = map[string]string{}
	for name, entry := range header {
		if name == "__metadata__" {
			metadata = entry
			continue
		}
		tensors[name] = fmt.Sprint(entry["dtype"], " ", entry["shape"])
	}
	return tensors, metadata
}

func plainJSON(t *testing.T, path string) (fields map[string]any) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &fields))
	return fields
}

// both is a with what b has, or has otherwise.
func both[V any](a, b map[string]V) map[string]V {
	all := map[string]V{}
	for _, part := range []map[string]V{a, b} {
		for name, value := range part {
			all[name] = value
		}
	}
	return all
}
