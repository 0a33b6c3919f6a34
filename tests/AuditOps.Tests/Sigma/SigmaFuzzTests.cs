using System.Text;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class SigmaFuzzTests
{
    private static readonly string[] Pieces =
    [
        "|", ":", "- ", "'", "\"", "[", "]", "{", "}", "&a ", "*a", "!!str ", "---\n", "\n", "  ", "*", "?", "\\", "%x%", "|contains", "|re", "|base64offset", "|all", "not ", " and ", "(", ")",
        "1 of ", "all of them", "condition: ", "detection:\n", "null", "true", "9999999999999999999999999", "\u0000", "\ud800", "\u2028", "#", "<<: ", "action: repeat\n", "correlation:\n", "timespan: 5m\n", "(?:(a|b)*)+", "{1000}",
    ];

    [Fact]
    public void Any_text_is_loaded_or_refused_and_never_thrown_at_the_caller()
    {
        for (var seed = 1; seed <= 3_000; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder(new RandomSigma(random).Rule("r"));
            for (var i = random.Next(1, 6); i > 0; i--)
                Mutate(text, random);
            try
            {
                var rules = SigmaRules.Load([new SigmaFile("fuzz.yml", text.ToString())]);
                Assert.All(rules.Refused, refused => Assert.True(refused.Line >= 1 && refused.Reason.Length > 0));
                var hits = new List<SigmaRule>();
                new SigmaEngine(rules).CreateMatcher().Match("""{"a":"one","B":["x",{"c":5}],"list":null}"""u8, hits);
            }
            catch (Exception thrown)
            {
                Assert.Fail($"seed {seed}: {thrown}\n{text}");
            }
        }
    }

    [Fact]
    public void Any_field_file_is_read_or_refused()
    {
        const string Whole = "routes:\n  - {source: a, workload: [b], logsources: [c/d]}\nwrappers:\n  - {for: [c/d], object: properties}\nfacts:\n  - for: [c/d]\n    names: [x]\n    paths: [y, {path: z, as: address}, {path: w, words: {a: b, '*': c}}]\n    own: ip\nknown:\n  - logsources: [c/*]\n    fields: [a, b]\n";
        for (var seed = 1; seed <= 1_000; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder(Whole);
            for (var i = random.Next(1, 4); i > 0; i--)
                Mutate(text, random);
            try
            {
                _ = FieldMap.Parse(text.ToString(), "fuzz.yaml");
                _ = Watchlists.Parse(text.ToString(), "fuzz.yaml");
            }
            catch (FieldFileException refused)
            {
                Assert.True(refused.Line >= 1);
            }
            catch (Exception thrown) when (thrown is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {thrown}\n{text}");
            }
        }
    }

    [Fact]
    public void Any_bytes_are_a_record_or_none_and_leave_the_matcher_usable()
    {
        var random = new RandomSigma(new Random(7));
        var rules = SigmaRules.Load(Enumerable.Range(0, 20).Select(i => new SigmaFile($"{i}.yml", random.Rule($"r{i}"))));
        var engine = new SigmaEngine(rules);
        var used = engine.CreateMatcher();
        var (hits, fresh) = (new List<SigmaRule>(), new List<SigmaRule>());
        for (var seed = 1; seed <= 3_000; seed++)
        {
            var noise = new Random(seed);
            var bytes = Encoding.UTF8.GetBytes(new RandomSigma(noise).Record());
            for (var i = noise.Next(4); i > 0 && bytes.Length > 2; i--)
                bytes[noise.Next(bytes.Length)] = (byte)noise.Next(256);
            var status = used.Match(bytes, hits);
            Assert.True(status == engine.CreateMatcher().Match(bytes, fresh) && hits.SequenceEqual(fresh), $"seed {seed}: a used matcher answers otherwise than a new one");
        }
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        var at = random.Next(text.Length + 1);
        switch (random.Next(4))
        {
            case 0 when at < text.Length:
                text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                break;
            case 1 when at < text.Length:
                text[at] = (char)random.Next(1, 0x250);
                break;
            case 2:
                text.Insert(at, text.ToString(0, Math.Min(text.Length, random.Next(60))));
                break;
            default:
                text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                break;
        }
    }
}
