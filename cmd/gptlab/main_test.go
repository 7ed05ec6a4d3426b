package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// A transcript is what one command line came to.
type transcript struct {
	stdout, stderr string
	code           int
}

// gptlab carries out a command line in this process.
func gptlab(args ...string) transcript {
	return gptlabUntil(context.Background(), args...)
}

func gptlabUntil(ctx context.Context, args ...string) transcript {
	var stdout, stderr bytes.Buffer
	code := run(ctx, args, strings.NewReader(""), &stdout, &stderr)
	return transcript{stdout.String(), stderr.String(), code}
}

// output makes sure that a command line went well, and returns what it printed.
func output(t *testing.T, args ...string) string {
	t.Helper()
	got := gptlab(args...)
	require.Equal(t, exitOK, got.code, "gptlab %s: %s", strings.Join(args, " "), got.stderr)
	return got.stdout
}

// decoded is output as JSON.
func decoded(t *testing.T, args ...string) (v map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(output(t, args...)), &v))
	return v
}

// tiny is the shape of the models the tests make: untrained, but real.
var tiny = ref.Config{
	NPositions: 16, NEmbd: 8, NLayer: 2, NHead: 2, NInner: 32,
	LayerNormEpsilon: 1e-5, Activation: ref.GELU.Name, ScaleAttnWeights: true,
}

// poem is what the tiny tokenizer knows: the start token 0, the unknown 1, and
// then its characters in the order of Unicode.
const poem = "床前看月光，疑是地上霜。舉頭望山月，低頭思故鄉。"

// checkpoint saves a tiny model with a tokenizer and a start token.
func checkpoint(t *testing.T) string {
	t.Helper()
	tokenizer, err := ref.TrainCharTokenizer(poem, ref.CharOptions{})
	require.NoError(t, err)
	config := tiny
	config.VocabSize, config.BOS, config.EOS = tokenizer.Size(), tokenizer.Start(), tokenizer.Start()
	return saved(t, &ref.Checkpoint{Model: ref.NewGPT(config, 1), Tokenizer: tokenizer})
}

// bare saves a tiny model that has neither a tokenizer nor a start token, as
// GPT-2 folders from elsewhere do.
func bare(t *testing.T) string {
	t.Helper()
	config := tiny
	config.VocabSize, config.BOS, config.EOS = 50, -1, -1
	return saved(t, &ref.Checkpoint{Model: ref.NewGPT(config, 2)})
}

func saved(t *testing.T, c *ref.Checkpoint) string {
	t.Helper()
	// Untrained weights are so small that everything is nearly uniform.
	for _, p := range c.Model.Params() {
		for i := range p.Tensor.Data {
			p.Tensor.Data[i] *= 10
		}
	}
	dir := filepath.Join(t.TempDir(), "tiny")
	require.NoError(t, c.Save(dir, ref.F32))
	return dir
}

// written puts text into a file.
func written(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "text.txt")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	return name
}

func TestWrongUse(t *testing.T) {
	model := checkpoint(t)
	for _, c := range []struct{ line, says string }{
		{"nonsense", "unknown command"},
		{"score --nonsense", "unknown flag: --nonsense; gptlab score has --help, --json, --model"},
		{"generate --model M --text x", "--prompt"},
		{"train --data x --out y --steps many", "--steps many: expected a whole number\n"},
		{"train --data x --out y --keep 1,many", "--keep 1,many: expected whole numbers with commas between them\n"},
		{"generate --model M --prompt x --top-p most", "--top-p most: expected a number\n"},
		{"generate --model M --prompt x --seed -1", "--seed -1: expected a whole number, 0 or more\n"},
		{"score extra --model M --text x", "unknown command"},
		{"score --text x", `"model" not set`},
		{"score --model M", "[text tokens] is required"},
		{"score --model M --text x --tokens 1", "none of the others can be"},
		{"score --model M --tokens 1,x", "expected token ids such as 1,2,3"},
		{"score --model M --tokens=", "--tokens"},
		{"tokenize --model M", `"text" not set`},
		{"trace --model M --tokens 2,3", "--out"},
		{"generate --model M", "[prompt tokens] is required"},
		{"generate --model M --prompt x --max-tokens 0", "--max-tokens 0"},
		{"generate --model M --prompt x --max-tokens many", "--max-tokens"},
		{"generate --model M --prompt x --temperature -1", "--temperature -1"},
		{"generate --model M --prompt x --temperature NaN", "--temperature NaN"},
		{"generate --model M --prompt x --top-k -1", "--top-k -1"},
		{"generate --model M --prompt x --top-p 0", "--top-p 0"},
		{"generate --model M --prompt x --top-p 1.1", "--top-p 1.1"},
		{"generate --model M --prompt x --stop=", "--stop"},
		{"generate --model M --prompt x --temperature +Inf", "--temperature +Inf"},
		{"plot --model M --tokens 2,3 -o x.png", "expected one of attention"},
		{"plot pie --model M --tokens 2,3 -o x.png", "expected one of attention"},
		{"plot attention --model M --tokens 2,3", `"out" not set`},
		{"plot attention --model M --tokens 2,3 -o x.jpg", "x.jpg"},
		{"plot attention --model M --tokens 2,3 -o x.png --head 0", "--layer"},
		{"plot attention --model M --tokens 2,3 -o x.png --layer -2", "from 0"},
		{"plot factors --model M --tokens 2,3 -o x.png --layer 1", "--layer is not for factors"},
		{"plot distribution --model M --tokens 2,3 -o x.png --t 0", "--t 0"},
		{"plot distribution --model M --tokens 2,3 -o x.png --n 0", "--n 0"},
		{"plot attention --model M --tokens 2,3 -o x.png --lang fr", "--lang fr"},
		{"plot game --model M --tokens 2,3 -o x.png", "expected one of attention"},
		{"plot samples --model M --tokens 2,3 -o x.png --nth 0", "--nth 0"},
		{"plot factors --model M --tokens 2,3 -o x.png --nth 2", "--nth is not for factors"},
		{"plot factors --model M --tokens 2,3 -o x.png --seed 2", "--seed is not for factors"},
		{"plot draws --model M --tokens 2,3 -o x.png --top-p 0", "--top-p 0"},
		{"plot attention --model M --tokens 2,3 -o x.png --compare", "--set STEP=VALUE"},
		{"plot attention --model M --tokens 2,3 -o x.png --was x", "--was is for --compare"},
		{"plot lens --model M --tokens 2,3 -o x.png --compare --set ln_f=identity", "--compare is not for lens"},
		{"plot attention --model M --tokens 2,3 -o x.png --set foo=1", "no step that can be changed"},
		{"train --out x", `"data" not set`},
		{"train --data x", `"out" not set`},
		{"train --data x --out y --config huge", "small"},
		{"train --data x --out y --tokenizer bpe:9", "expected a SIZE"},
		{"train --data x --out y --tokenizer pieces", "expected char, word or bpe"},
		{"train --data x --out y --dtype f8", "f32 or f16"},
		{"train --data x --out y --steps 0", "--steps 0"},
		{"train --data x --out y --steps 9 --keep 0,10", "--keep 10"},
		{"train --data x --out y --keep -1", "--keep -1"},
		{"train --data x --out y --set wte", "STEP=VALUE"},
		{"trace --model M --tokens 2,3 --list --set foo=1", "no step that can be changed"},
		{"generate --model M --prompt x --set ln_f=nan", "is not a number"},
		{"finetune --model M --data x.tsv --out y --label holder", "--label is not for a file of labelled texts"},
		{"finetune --model M --data world-en --out y --classes a,b", "--classes is not for stories of the small world"},
		{"finetune --model M --data x.txt --out y --labels 9", "--labels is not for plain text"},
		{"train --data x --out y --documents pages", "--documents pages"},
		{"eval --model M", `"data" not set`},
		{"eval --model M --data x --time soon", "--time soon: expected a time such as 90s or 2m\n"},
		{"eval --model M --data x --time -1s", "--time -1s"},
		{"eval --model M --data x --documents pages", "--documents pages"},
		{"models one two", "at most 1"},
		{"version extra", "unknown command"},
	} {
		args := strings.Fields(strings.ReplaceAll(c.line, "M ", model+" "))
		got := gptlab(args...)
		assert.Equal(t, exitUsedWrongly, got.code, c.line)
		assert.Contains(t, got.stderr, c.says, c.line)
		assert.Contains(t, got.stderr, "--help'", c.line)
		assert.Empty(t, got.stdout, c.line)
	}
	assert.NoFileExists(t, "x.png")
}

func TestFailures(t *testing.T) {
	model, file := checkpoint(t), written(t, poem)
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"score", "--model", "nowhere", "--text", "床"}, "nowhere is neither a bundled model"},
		{[]string{"score", "--model", filepath.Dir(model), "--text", "床"}, "config.json is missing"},
		{[]string{"score", "--model", model, "--text", ""}, "the text is empty"},
		{[]string{"score", "--model", model, "--tokens", "0"}, "the text is empty"},
		{[]string{"score", "--model", model, "--text", poem}, "24 tokens long, 9 more than the 15"},
		{[]string{"score", "--model", model, "--text", "床\xff"}, "not valid UTF-8 at byte 3"},
		{[]string{"score", "--model", model, "--tokens", "2,99"}, "99"},
		{[]string{"score", "--model", model, "--tokens", "2,-1"}, "-1"},
		{[]string{"score", "--model", bare(t), "--text", "床"}, "has no tokenizer"},
		{[]string{"tokenize", "--model", bare(t), "--text", "床"}, "has no tokenizer"},
		{[]string{"trace", "--model", model, "--text", "床", "--backward", "--list"}, "two tokens or more"},
		{[]string{"trace", "--model", model, "--text", "床", "--out", filepath.Join(file, "x")}, "cannot be written"},
		{[]string{"plot", "attention", "--model", model, "--text", "床", "--layer", "2", "-o", "x.png"}, "layer 2"},
		{[]string{"plot", "attention", "--model", model, "--text", "床", "--layer", "1", "--head", "2", "-o", "x.png"}, "head 2"},
		{[]string{"plot", "attention", "--model", model, "--text", "床", "--step", "wte", "-o", "x.png"}, "wte"},
		{[]string{"plot", "layernorm", "--model", model, "--text", "床", "--step", "wte", "-o", "x.png"}, "wte"},
		{[]string{"plot", "layernorm", "--model", model, "--text", "床", "--t", "2", "-o", "x.png"}, "t is 1 to 1"},
		{[]string{"plot", "distribution", "--model", model, "--text", "床", "--t", "3", "-o", "x.png"}, "t is 1 to 2"},
		{[]string{"plot", "distribution", "--model", bare(t), "--tokens", "5", "--t", "1", "-o", "x.png"}, "t is 2 to 2"},
		{[]string{"plot", "factors", "--model", bare(t), "--tokens", "5", "-o", "x.png"}, "there is no factor"},
		{[]string{"plot", "gradient", "--model", model, "--tokens", "5", "-o", "x.png"}, "no loss"},
		{[]string{"plot", "gradient", "--model", model, "--text", "床", "--step", "probs", "-o", "x.png"}, "has no gradient"},
		{[]string{"plot", "tensor", "--model", model, "--text", "床", "--step", "h.0.attn.q", "--head", "2", "-o", "x.png"}, "no head 2"},
		{[]string{"plot", "tensor", "--model", model, "--text", "床", "--step", "wte", "--head", "0", "-o", "x.png"}, "no heads"},
		{[]string{"plot", "tensor", "--model", model, "--text", "床", "--step", "chain.1.factor", "-o", "x.png"}, "single number"},
		{[]string{"plot", "gradient", "--model", model, "--text", "床", "--step", "h.7.ln_1", "-o", "x.png"}, "no step h.7.ln_1"},
		{[]string{"plot", "attention", "--model", model, "--text", "床", "-o", filepath.Join(file, "x.png")}, "cannot be written"},
		{[]string{"eval", "--model", model, "--data", "nowhere.txt"}, "nowhere.txt is missing"},
		{[]string{"eval", "--model", model, "--data", written(t, "")}, "text.txt is empty"},
		{[]string{"eval", "--model", model, "--data", written(t, "床\xff")}, "text.txt: byte 4 is not UTF-8"},
		{[]string{"eval", "--model", model, "--data", model}, "tiny cannot be read: is a directory"},
		{[]string{"classify", "--model", "world-en-feeling", "--data", "nowhere.tsv"}, "nowhere.tsv is missing"},
		{[]string{"finetune", "--model", model, "--data", "nowhere.tsv", "--out", t.TempDir()}, "nowhere.tsv is missing"},
		{[]string{"finetune", "--model", model, "--data", "nowhere.txt", "--out", t.TempDir()}, "nowhere.txt is missing"},
		{[]string{"train", "--data", "nowhere.txt", "--out", t.TempDir()}, "nowhere.txt is missing"},
		{[]string{"train", "--data", t.TempDir(), "--out", t.TempDir()}, "cannot be read: is a directory"},
		{[]string{"train", "--data", written(t, "a\xffb"), "--out", t.TempDir()}, "text.txt: byte 2 is not UTF-8"},
		{[]string{"train", "--data", file, "--out", t.TempDir()}, "too short"},
		{[]string{"train", "--data", written(t, strings.Repeat(poem, 40)), "--documents", "none", "--out", filepath.Join(file, "x")}, "cannot be written: not a directory"},
		{[]string{"models", "nowhere"}, "nowhere"},
		{[]string{"serve", "--addr", "no such address"}, "no such address"},
	} {
		got := gptlab(c.args...)
		line := strings.Join(c.args, " ")
		assert.Equal(t, exitFailed, got.code, line)
		assert.Contains(t, got.stderr, c.says, line)
		assert.True(t, strings.HasPrefix(got.stderr, "gptlab: ") && strings.Count(got.stderr, "\n") == 1,
			"%s: one sentence, not %q", line, got.stderr)
		assert.Empty(t, got.stdout, line)
	}
	assert.NoFileExists(t, "x.png")
}

func TestHelp(t *testing.T) {
	assert.Contains(t, output(t), "gptlab serve")
	for _, cmd := range newRoot().Commands() {
		assert.NotEmpty(t, cmd.Short, cmd.Name())
		assert.Contains(t, output(t, cmd.Name(), "--help"), "gptlab "+cmd.Name())
	}
}

// TestExamples keeps the examples of the help true: every flag they use exists.
func TestExamples(t *testing.T) {
	for _, cmd := range newRoot().Commands() {
		for _, line := range strings.Split(strings.TrimSpace(cmd.Example), "\n") {
			fields := strings.Fields(line)
			if len(fields) == 0 {
				continue
			}
			require.Equal(t, "gptlab", fields[0], line)
			found, _, err := newRoot().Find(fields[1:])
			require.NoError(t, err, line)
			for _, field := range fields[2:] {
				name, isFlag := strings.CutPrefix(field, "--")
				name, _, _ = strings.Cut(name, "=")
				assert.True(t, !isFlag || found.Flags().Lookup(name) != nil, "%s: no flag --%s", line, name)
			}
		}
	}
}

func TestCompletion(t *testing.T) {
	assert.Contains(t, output(t, cobra.ShellCompRequestCmd, "plot", ""), "attention")
	assert.Contains(t, output(t, cobra.ShellCompRequestCmd, "train", "--config", ""), "shakespeare-char-cpu")
	assert.NotEmpty(t, output(t, "completion", "bash"))
}

func TestVersion(t *testing.T) {
	assert.Regexp(t, `^gptlab \S+ go1\.\d+\S* \w+/\w+\n$`, output(t, "version"))
}
