package web

import (
	"bytes"
	"errors"
	"image/png"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/viz"
)

func TestPicturesToKeep(t *testing.T) {
	server := serve(t)
	query := url.Values{
		"model": {"tiny"}, "text": {"床前<b>看"}, "layer": {"1"}, "head": {"0"}, "lang": {"zh-Hant"},
		"from": {"/zh-Hant/lesson/attention?page=mask&text=床前<b>看"},
	}
	for format, magic := range map[string]string{"png": "\x89PNG", "svg": "<?xml", "pdf": "%PDF"} {
		r, body := fetch(t, server+"/plot/attention."+format+"?"+query.Encode())
		require.Equal(t, http.StatusOK, r.StatusCode, body)
		assert.True(t, strings.HasPrefix(body, magic), "%s: %.40q", format, body)
		kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
		require.NoError(t, err)
		assert.Equal(t, "attachment", kind)
		assert.Equal(t, "gptlab-attention-tiny-l1-h0."+format, parameters["filename"])
		assert.Equal(t, viz.Format(format).MIME(), r.Header.Get("Content-Type"))
	}
	_, picture := fetch(t, server+"/plot/attention.png?"+query.Encode())
	_, err := png.Decode(bytes.NewReader([]byte(picture)))
	require.NoError(t, err)
	assert.Contains(t, picture, server+query.Get("from"), "the permalink is inside")
	assert.Contains(t, picture, "床前<b>看")

	_, picture = fetch(t, server+"/plot/attention.svg?"+query.Encode())
	assert.NotContains(t, picture, "<b>", "markup stays text")
}

func TestEveryKindOfPicture(t *testing.T) {
	server := serve(t)
	for query, name := range map[string]string{
		"attention.svg?":                                       "gptlab-attention-tiny.svg",
		"attention.svg?layer=1&step=scores":                    "gptlab-attention-tiny-l1.svg",
		"factors.svg?":                                         "gptlab-factors-tiny.svg",
		"distribution.svg?t=1&n=5":                             "gptlab-distribution-tiny-t1.svg",
		"distribution.svg?":                                    "gptlab-distribution-tiny.svg",
		"tensor.svg?step=h.0.attn.q&layer=0&head=1":            "gptlab-tensor-tiny-l0-h1.svg",
		"tensor.svg?step=embd":                                 "gptlab-tensor-tiny.svg",
		"factors.svg?start=0":                                  "gptlab-factors-tiny.svg",
		"distribution.svg?t=3&start=0&lang=zh-Hant":            "gptlab-distribution-tiny-t3.svg",
		"distribution.svg?t=4&start=1&from=/en/x?t=4":          "gptlab-distribution-tiny-t4.svg",
		"gradient.svg?step=h.1.attn.weights&head=1":            "gptlab-gradient-tiny-h1.svg",
		"embedding.svg?":                                       "gptlab-embedding-tiny.svg",
		"layernorm.svg?step=h.0.ln_2&t=2":                      "gptlab-layernorm-tiny-t2.svg",
		"attention.csv?layer=0&head=1":                         "gptlab-attention-tiny-l0-h1.csv",
		"map.svg?t=2":                                          "gptlab-map-tiny-t2.svg",
		"cuts.svg?":                                            "gptlab-cuts-tiny.svg",
		"samples.svg?nth=2":                                    "gptlab-samples-tiny.svg",
		"draws.svg?seed=3&max_tokens=2":                        "gptlab-draws-tiny.svg",
		"attention.svg?set=h.*.attn.scaled=identity&compare=1": "gptlab-attention-tiny-what-if-compared.svg",
		"factors.svg?compare=1&was=" + url.QueryEscape("床前月"):  "gptlab-factors-tiny-compared.svg",
		"distribution.csv?compare=1&set=ln_f=identity&t=2":     "gptlab-distribution-tiny-what-if-compared-t2.csv",
	} {
		r, body := fetch(t, server+"/plot/"+query+"&model=tiny&text="+url.QueryEscape("床前看"))
		require.Equal(t, http.StatusOK, r.StatusCode, "%s: %s", query, body)
		_, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
		require.NoError(t, err)
		assert.Equal(t, name, parameters["filename"])
	}
	_, body := fetch(t, server+"/api/en/course")
	for _, kind := range viz.PlotKindNames() {
		assert.Contains(t, body, `"kind":"`+kind+`"`)
	}
}

func TestAPictureThatCannotBeDrawnIsSaid(t *testing.T) {
	server := serve(t)
	good := "model=tiny&text=" + url.QueryEscape("床前")
	for query, want := range map[string]struct {
		code   string
		status int
	}{
		"attention.png?model=tiny&text=":                        {"text_empty", 400},
		"attention.png?model=tiny&text=%ff":                     {"text_not_utf8", 400},
		"attention.png?model=tiny&tokens=1,x":                   {"parameter_wrong", 400},
		"attention.png?model=tiny&tokens=99":                    {"token_out_of_range", 400},
		"attention.png?model=huge&text=x":                       {"model_unknown", 404},
		"attention.png?" + good + "&layer=-1":                   {"parameter_wrong", 400},
		"attention.png?" + good + "&layer=9":                    {"layer_unknown", 404},
		"attention.png?" + good + "&layer=0&head=9":             {"head_unknown", 404},
		"attention.png?" + good + "&head=0":                     {"head_needs_layer", 400},
		"attention.png?" + good + "&layer=99999999999999999999": {"parameter_wrong", 400},
		"attention.png?" + good + "&start=maybe":                {"parameter_wrong", 400},
		"attention.png?" + good + "&lang=fr":                    {"parameter_wrong", 400},
		"attention.png?" + good + "&step=probs":                 {"step_not_attention", 400},
		"attention.png?" + good + "&from=//evil.example/":       {"parameter_wrong", 400},
		"attention.png?" + good + "&from=javascript:boo()":      {"parameter_wrong", 400},
		"distribution.png?" + good + "&t=0":                     {"word_unknown", 404},
		"distribution.png?" + good + "&t=1&start=0":             {"word_unknown", 404}, // nothing stands before w_1
		"distribution.png?" + good + "&t=4":                     {"word_unknown", 404},
		"distribution.png?" + good + "&n=0":                     {"credits_out_of_range", 400},
		"distribution.png?" + good + "&n=201":                   {"credits_out_of_range", 400},
		"tensor.png?" + good + "&step=chain.1.factor":           {"step_single", 400},
		"tensor.png?" + good + "&step=h.0.attn.q&head=2":        {"head_unknown", 404},
		"tensor.png?" + good + "&step=zap":                      {"step_unknown", 404},
		"tensor.png?" + good + "&step=embd&head=0":              {"step_has_no_heads", 400},
		"gradient.png?" + good + "&step=probs":                  {"no_gradient", 400},
		"gradient.png?model=tiny&tokens=0":                      {"no_loss", 400},
		"attention.gif?" + good:                                 {"plot_format_unknown", 404},
		"attention?" + good:                                     {"plot_format_unknown", 404},
		"factors.png?model=tiny&tokens=0":                       {"no_factor", 400},
		"pie.png?" + good:                                       {"plot_unknown", 404},
		"lens.png?compare=1&set=ln_f=identity&" + good:          {"plot_not_compared", 400},
		"attention.png?compare=1&" + good:                       {"parameter_wrong", 400}, // with what?
		"attention.png?compare=2&set=ln_f=identity&" + good:     {"parameter_wrong", 400},
		"attention.png?was=x&" + good:                           {"parameter_wrong", 400},
		"attention.png?compare=1&was=x&" + good:                 {"not_comparable", 400},
		"attention.png?compare=1&set=zap=1&" + good:             {"set_step", 400},
		"samples.png?nth=x&" + good:                             {"parameter_wrong", 400},
		"game.png?said=1:60,2&" + good:                          {"parameter_wrong", 400},
		"game.png?said=x:60&" + good:                            {"parameter_wrong", 400},
		"draws.png?" + good:                                     {"guess_no_draw", 400},
	} {
		r, body := fetch(t, server+"/plot/"+query)
		code, message := errorOf(t, body)
		assert.Equal(t, want.code, code, query)
		assert.Equal(t, want.status, r.StatusCode, query)
		assert.NotContains(t, message, "<nil>", query)
	}
	_, body := fetch(t, server+"/plot/attention.png?lang=zh-Hant&model=tiny&text=")
	_, message := errorOf(t, body)
	assert.Equal(t, sentence(traditionalChinese, ref.Fail("text_empty", nil)), message)
}

// A compared picture is of the run with its changes and of the same without them.
func TestAPictureOfTwoRuns(t *testing.T) {
	server := serve(t)
	run := "&model=tiny&t=2&text=" + url.QueryEscape("床前看")
	set := "&set=" + url.QueryEscape("h.*.attn.scaled=identity")
	lines := func(query string) []string {
		r, body := fetch(t, server+"/plot/"+query)
		require.Equal(t, http.StatusOK, r.StatusCode, body)
		return strings.Split(strings.TrimSpace(body), "\r\n")[1:]
	}
	before, after := lines("attention.csv?layer=0&head=1"+run), lines("attention.csv?layer=0&head=1"+run+set)
	both := lines("attention.csv?layer=0&head=1&compare=1" + run + set)
	require.Len(t, both, 3*len(before))
	for i := range before {
		assert.Equal(t, "original,"+before[i], both[i])
		assert.Equal(t, "changed,"+after[i], both[len(before)+i])
	}
	assert.NotEqual(t, before, after)

	other := url.QueryEscape("床看看")
	factors := lines("factors.csv?model=tiny&text=" + other)
	for i, row := range lines("factors.csv?compare=1&was=" + other + run) {
		assert.Equal(t, strings.Split(factors[i], ",")[2], strings.Split(row, ",")[1], "P in the other text")
	}

	_, svg := fetch(t, server+"/plot/attention.svg?layer=0&head=1&compare=1&was="+url.QueryEscape("床看看")+run)
	assert.Contains(t, svg, "<g:Was>床看看</g:Was>", "the file says what it was compared with")
	_, text := fetch(t, server+"/api/en/course")
	assert.Contains(t, text, `"kind":"factors","formats":["png","svg","pdf","csv"],"compares":true`)
	assert.Contains(t, text, `"kind":"lens","formats":["png","svg","pdf","csv"],"compares":false`)
}

// A picture of a game, or of how a model learned, is of other texts than the one
// that the model reads meanwhile.
func TestAPictureOfOtherTexts(t *testing.T) {
	server := serve(t, bundled("world-zh"))
	query := "model=world-zh&lang=zh-Hant&story=3&text=" + url.QueryEscape("承恩和安安")
	r, body := fetch(t, server+"/plot/game.svg?said=0:90,2:30&"+query)
	require.Equal(t, http.StatusOK, r.StatusCode, body)
	assert.Contains(t, body, "<g:Story>3</g:Story>")
	assert.NotContains(t, body, "<g:Prompt>")
	_, body = fetch(t, server+"/plot/loss.svg?"+query)
	assert.NotContains(t, body, "<g:Prompt>", "the model learned from other texts")
	_, body = fetch(t, server+"/plot/game.svg?"+query)
	code, _ := errorOf(t, body)
	assert.Equal(t, "said_nothing", code)
}

func FuzzParsePlot(f *testing.F) {
	f.Add("attention.png", "model=tiny&text=x&layer=0&head=1&lang=zh-Hant&from=/en/lesson/attention?t=1")
	f.Add("attention.pdf", "tokens=1,2,3&start=0&step=scores")
	f.Add("pie.gif", "%gh&&==")
	f.Add("attention.csv", "text=x&set=h.*.attn.masked=identity&compare=1&was=y")
	f.Add("distribution.svg", "text=x&compare=1")
	f.Add("game.png", "text=x&story=3&said=0:90,2:-1,x:y,")
	f.Add("samples.png", "text=x&nth=0&temperature=1e9&top_k=-1&seed=18446744073709551616")
	f.Add("map.png", "text=x&t=65536")
	f.Add("cuts.svg", "text=%ff&tokens=")
	f.Add("update.svg", "text=x&weight=h.0.attn.c_attn.weight,1,")
	f.Fuzz(func(t *testing.T, file, query string) {
		values, _ := url.ParseQuery(query) // as net/http does: what can be read
		q, err := parsePlot(file, values)
		require.True(t, isLanguage(q.lang))
		if err != nil {
			var known *ref.Error
			require.True(t, errors.As(err, &known))
			require.Contains(t, ref.Sentences, known.Code)
			return
		}
		require.Contains(t, viz.PlotKindNames(), q.kind.Name)
		require.GreaterOrEqual(t, q.ask.Layer, viz.All)
		require.GreaterOrEqual(t, q.ask.Head, viz.All)
		require.GreaterOrEqual(t, q.ask.Nth, viz.All)
		require.GreaterOrEqual(t, q.ask.Story, viz.All)
		require.False(t, q.compare && q.was == "" && len(q.spec.Set) == 0, "nothing to compare with")
		require.True(t, q.compare || q.was == "")
		require.NotContains(t, q.fileName(), "/")
		header := mime.FormatMediaType("attachment", map[string]string{"filename": q.fileName()})
		require.NotEmpty(t, header)
		require.NotContains(t, header, "\n")
	})
}
