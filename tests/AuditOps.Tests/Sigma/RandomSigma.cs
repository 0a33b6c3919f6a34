using System.Text;
using System.Text.Json;

namespace AuditOps.Tests.Sigma;

/// <summary>Random rules and records over a small vocabulary, so that they meet often.</summary>
internal sealed class RandomSigma(Random random)
{
    private static readonly string[] Fields = ["a", "B", "c.d", "e.f.g", "P.Fwd", "M.Role.NewValue", "list", "obj", "t.id", "x.y.z.w", "p.q.r.s.u"];
    private static readonly string[] Words = ["one", "Two", "ONE two", "x", "", "a-b", "-opt /val", @"C:\Temp\a.exe", "50126", "0", "5.0", "true", "false", "naïve", "%p%", "10.1.2.3", "2026-03-04T09:15:00Z", "on*e", "wo?w", "[]", "null"];
    private static readonly string[] Conditions = ["s1", "s1 and s2", "s1 or s2", "s1 and not s2", "not s1", "1 of s*", "all of them", "not 1 of s*", "(s1 or s2) and not _f", "s1 and not 1 of _f*", "1 of them and not all of s*", "not (s1 and s2) or _f"];

    /// <summary>What <c>expand</c> finds.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Lists { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["words"] = ["one", "Two", "x", "on*e"], ["none"] = [] };

    public string Rule(string id)
    {
        var text = new StringBuilder($"title: Rule {id}\nid: {id}\nlogsource: {{product: azure}}\ndetection:\n");
        foreach (var name in (string[])["s1", "s2", "_f"])
            text.Append("  ").Append(name).Append(": ").Append(Search()).Append('\n');
        return text.Append("  condition: ").Append(Pick(Conditions)).Append('\n').ToString();
    }

    public string Record()
    {
        var members = new List<string>();
        for (var i = random.Next(1, 7); i > 0; i--)
            members.Add(Member());
        return "{" + string.Join(",", members) + "}";
    }

    private string Search()
    {
        switch (random.Next(8))
        {
            case 0:
                return List(1, 3, () => random.Next(3) == 0 ? "{" + Item() + "}" : Quote(Pick(Words.Where(word => word.Length > 0).ToArray())));
            case 1:
                return List(1, 2, () => "{" + Item() + "}");
            case 2 when random.Next(2) == 0:
                return $"{{'|{Pick("all", "cased", "contains|all", "startswith", "endswith", "neq", "re", "expand")}': {List(1, 2, () => Quote(Pick("one", "Two", "o", "-opt", "%words%")))}}}";
            default:
                var items = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Item()).DistinctBy(item => item[..item.IndexOf(": ", StringComparison.Ordinal)]);
                return "{" + string.Join(", ", items) + "}";
        }
    }

    private string Item()
    {
        var field = Pick(Fields);
        switch (random.Next(21))
        {
            case 0:
                return $"{field}|exists: {Pick("true", "false")}";
            case 1:
                return $"{field}: null";
            case 2:
                return $"{field}|re: {Quote(Pick("o.e", "^one$", @"\d+", "x|T", "(on)+e? t"))}";
            case 3:
                return $"{field}|re|i: {Quote(Pick("O.E", "TWO$"))}";
            case 4:
                return $"{field}|cidr: {Pick("10.0.0.0/8", "192.168.0.0/16")}";
            case 5:
                return $"{field}|{Pick("lt", "lte", "gt", "gte")}: {Pick("5", "50126", "-1", "0.5")}";
            case 6:
                return $"{field}|fieldref{Pick("", "|contains", "|endswith", "|cased")}: {Pick(Fields)}";
            case 7:
                return $"{field}|{Pick("hour", "day", "week", "year")}: {Pick("9", "4", "10", "2026")}";
            case 8:
                return $"{field}|windash|contains: {Quote(Pick(" -opt", "/val", "a-b"))}";
            case 9:
                return $"{field}|{Pick("base64", "base64offset|contains", "wide|base64offset|contains")}: {Quote(Pick("one", "Two", "naïve"))}";
            case 10:
                return $"{field}{Pick("", "|neq")}: {Pick("50126", "0", "5", "5.0", "true", "false")}";
            case 11:
                return $"{field}|{Pick("minute|gt", "minute", "month|lte", "hour|gte", "day|lt", "week|neq")}: {Pick("9", "4", "15")}";
            case 12:
                return $"{field}|fieldref{Pick("|neq", "|startswith", "|startswith|neq", "|contains|cased")}: {Pick(Fields)}";
            case 13:
                return $"{field}|re|{Pick("all", "neq", "i|neq", "i|all", "startswith", "endswith", "s", "m")}: {List(1, 2, () => Quote(Pick("o.e", "^t", @"\d", "x$", "w.*t")))}";
            case 14:
                return $"{field}|cidr{Pick("", "|neq", "|expand")}: {List(1, 2, () => Quote(Pick("10.0.0.0/8", "2001:db8::/32", "192.168.0.0/16")))}";
            case 15:
                return $"{field}|{Pick("expand", "expand|contains", "expand|neq", "expand|cased", "expand|all")}: {List(1, 2, () => Quote(Pick("%words%", "%none%", "a%words%", "%words% t*")))}";
            default:
                var modifiers = Pick("", "", "", "|contains", "|startswith", "|endswith") + Pick("", "", "", "|cased", "|all", "|neq", "|contains|all"[..0]);
                return $"{field}{modifiers}: " + (random.Next(3) == 0 ? List(0, 3, Value) : Value());
        }
    }

    private string Value() => Quote(Pick(Words) + Pick("", "", "", "", "*", "?", @"\*", @"\\*"));

    private string Member()
    {
        var parts = Pick(Fields).Split('.');
        var dot = random.Next(6) == 0 ? parts.Length : random.Next(5) == 0 ? 2 : 1;
        var value = Json(2);
        if (parts[0] is "P" or "M" && random.Next(4) != 0)
        {
            var named = Enumerable.Range(0, random.Next(1, 3)).Select(_ => parts[0] == "P"
                ? $"{{\"Name\":{Text(Pick("Fwd", "fwd", "Other"))},\"Value\":{Json(1)}}}"
                : $"{{\"newValue\":{Json(1)},\"displayName\":{Text(Pick("Role", "Other"))},\"oldValue\":{Json(0)}}}");
            return $"{Text(Case(parts[0]))}:[{string.Join(",", named)}]";
        }

        var names = parts.Chunk(dot).Select(chunk => string.Join('.', chunk)).ToArray();
        for (var i = names.Length - 1; i > 0; i--)
        {
            value = $"{{{Text(Case(names[i]))}:{value}}}";
            if (random.Next(4) == 0)
                value = $"[{value},{Json(0)}]";
            if (random.Next(6) == 0)
                value = Text(value);
        }

        return $"{Text(Case(names[0]))}:{value}";
    }

    private string Json(int depth) => random.Next(depth > 0 ? 12 : 8) switch
    {
        0 => "null",
        1 => Pick("true", "false"),
        2 => Pick("50126", "0", "-0.0", "5.00", "5e0", "1E+2", "12345678901234567890123456789012"),
        8 => "[" + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Json(depth - 1))) + "]",
        9 => $"{{\"k\":{Json(depth - 1)}}}",
        _ => Text(random.Next(3) == 0 ? Pick(Words) + Pick(" ", "\n", "") + Pick(Words) : random.Next(8) == 0 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(Pick("_one", "x Two", "..naïve.."))) : Case(Pick(Words))),
    };

    private string List(int least, int most, Func<string> item) => "[" + string.Join(", ", Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => item())) + "]";

    private string Case(string text) => random.Next(4) switch { 0 => text.ToUpperInvariant(), 1 => text.ToLowerInvariant(), _ => text };

    private string Pick(params string[] from) => from[random.Next(from.Length)];

    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string Text(string text) => JsonSerializer.Serialize(text);
}
