using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Values;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Turns one value of a field into the tests it stands for (more than one after placeholders and base64 offsets; then any of them).</summary>
internal sealed class ValueReader(SigmaOptions options, bool keyword, Modifiers modifiers, ISet<string> placeholders)
{
    /// <exception cref="SigmaSyntaxException">The value does not fit its modifiers.</exception>
    public IReadOnlyList<ValueTest> Read(SigmaScalar value) => modifiers.Kind switch
    {
        TestKind.Exists => Exists(value),
        TestKind.Compare => [Compare(value)],
        TestKind.Regex => [.. Expanded(value).Select(text => Regex(text, value.Line))],
        TestKind.Network => [.. Expanded(value).Select(text => Network(text, value.Line))],
        TestKind.FieldReference => [Reference(value)],
        TestKind.AfterHours => [AfterHours(value)],
        _ => Text(value),
    };

    private IReadOnlyList<ValueTest> Text(SigmaScalar value)
    {
        if (value.Kind == ScalarKind.Null)
        {
            if (modifiers.Anchor is not null || modifiers.Encodings.Count > 0 || modifiers.Cased || modifiers.Expand)
                throw new SigmaSyntaxException(value.Line, "null has no text for the modifiers to act on.");
            return keyword ? throw new SigmaSyntaxException(value.Line, "a keyword must be a text.") : [new NullTest()];
        }

        var plain = modifiers.Anchor is null && modifiers.Encodings.Count == 0 && !modifiers.Expand && !keyword;
        if (plain && value.Kind is ScalarKind.Integer or ScalarKind.Float)
            return [new NumberTest(NumberText.Canonical(value.Text.TrimStart('+')) ?? value.Text)];
        var patterns = modifiers.Expand
            ? new PlaceholderReader(options, placeholders).Replace(PatternReader.Read(value.Text, placeholders: true), value.Line)
            : [value.Kind == ScalarKind.Text ? PatternReader.Read(value.Text) : TextPattern.Of(value.Text.ToLowerInvariant())];
        foreach (var name in modifiers.Encodings)
            patterns = Encode(patterns, name, value.Line);
        return [.. patterns.Select(Anchored)];
    }

    private TextTest Anchored(TextPattern pattern)
    {
        // A keyword may stand anywhere in a value unless an anchor says where.
        var start = modifiers.Anchor is "contains" or "endswith" || (keyword && modifiers.Anchor is null);
        var end = modifiers.Anchor is "contains" or "startswith" || (keyword && modifiers.Anchor is null);
        return new TextTest(pattern.Open(start, end), modifiers.Cased);
    }

    private List<TextPattern> Encode(List<TextPattern> patterns, string name, int line)
    {
        if (name == "windash")
            return [.. patterns.Select(Dashes.Open)];
        var encoded = new List<TextPattern>();
        var wide = modifiers.Encodings.FirstOrDefault(encoding => encoding != "windash" && !encoding.StartsWith("base64", StringComparison.Ordinal));
        if (name == wide && modifiers.Encodings[^1] != wide)
            return patterns;
        foreach (var pattern in patterns.SelectMany(pattern => Dashes.Spell(pattern, SigmaLimits.Values)))
        {
            if (encoded.Count > SigmaLimits.Values)
                throw new SigmaSyntaxException(line, $"the dashes multiply to more than {SigmaLimits.Values} values.");
            if (!pattern.IsLiteral)
                throw new SigmaSyntaxException(line, $"wildcards cannot be encoded ('{name}').");
            var data = wide is null ? Encoding.UTF8.GetBytes(pattern.Literal) : Encodings.Wide(pattern.Literal, wide);
            switch (name)
            {
                case "base64":
                    encoded.Add(TextPattern.Of(Encodings.Base64(data)));
                    break;
                case "base64offset":
                    encoded.AddRange(Encodings.Base64Offsets(data).Select(Offset));
                    break;
                default:
                    // Without base64 the bytes stand in the text one by one.
                    encoded.Add(TextPattern.Of(Encoding.Latin1.GetString(data)));
                    break;
            }
        }

        return encoded;

        TextPattern Offset(string text) => text.Length > 0
            ? TextPattern.Of(text)
            : throw new SigmaSyntaxException(line, "the value is too short to be found by 'base64offset'.");
    }

    private List<string> Expanded(SigmaScalar value)
    {
        if (value.Kind == ScalarKind.Null)
            throw new SigmaSyntaxException(value.Line, "null has no text for the modifiers to act on.");
        return modifiers.Expand ? new PlaceholderReader(options, placeholders).ReplaceText(value.Text, modifiers.Kind == TestKind.Regex, value.Line) : [value.Text];
    }

    private RegexTest Regex(string pattern, int line)
    {
        if (pattern.Length > SigmaLimits.Regex)
            throw new SigmaSyntaxException(line, $"the regular expression has {pattern.Length} characters; the limit is {SigmaLimits.Regex}.");

        // The expression is searched for, so 'contains' changes nothing and the others hold one end.
        pattern = modifiers.Anchor switch
        {
            "startswith" => $@"\A(?:{pattern})",
            "endswith" => $@"(?:{pattern})\z",
            _ => pattern,
        };
        var flags = modifiers.RegexFlags | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        try
        {
            return new RegexTest(SharedRegex.Of(pattern, flags));
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException)
        {
            throw new SigmaSyntaxException(line, $"the regular expression cannot be used: {bad.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static NetworkTest Network(string text, int line)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var address))
            throw new SigmaSyntaxException(line, $"'{text}' is no network: an address, a slash and a length.");
        if (slash < 0)
            return new NetworkTest(new IPNetwork(address, address.GetAddressBytes().Length * 8));
        if (!IPNetwork.TryParse(text, out var network) || !network.BaseAddress.Equals(address))
            throw new SigmaSyntaxException(line, $"'{text}' is no network: its address has bits beyond the length, or the length is none.");
        return new NetworkTest(network);
    }

    private CompareTest Compare(SigmaScalar value)
    {
        if (value.Kind is not (ScalarKind.Integer or ScalarKind.Float) || !NumberText.TryDecimal(value.Text, out var number))
            throw new SigmaSyntaxException(value.Line, $"'{value.Text}' must be a number.");
        return new CompareTest(modifiers.Comparison, number, modifiers.Part);
    }

    private AfterHoursTest AfterHours(SigmaScalar value)
    {
        if (value.Kind != ScalarKind.Text)
            throw new SigmaSyntaxException(value.Line, "'afterhours' takes the working hours, for example 'Europe/Zurich mon-fri 08:00-18:00'.");
        return BusinessHours.Read(value.Text, options.Hours, out var wrong) is { } hours ? new AfterHoursTest(hours) : throw new SigmaSyntaxException(value.Line, wrong!);
    }

    private static IReadOnlyList<ValueTest> Exists(SigmaScalar value)
    {
        if (value.Kind != ScalarKind.Boolean)
            throw new SigmaSyntaxException(value.Line, "'exists' takes true or false.");
        return [new ExistsTest(bool.Parse(value.Text))];
    }

    private FieldReferenceTest Reference(SigmaScalar value)
    {
        if (value.Kind == ScalarKind.Null || value.Text.Length is 0 or > SigmaLimits.FieldName || value.Text.Contains('[', StringComparison.Ordinal)
            || value.Text.AsSpan().Count('.') >= SigmaLimits.FieldParts)
            throw new SigmaSyntaxException(value.Line, "'fieldref' takes the name of a field.");
        var mode = modifiers.Anchor switch
        {
            "contains" => ReferenceMode.Contains,
            "startswith" => ReferenceMode.StartsWith,
            "endswith" => ReferenceMode.EndsWith,
            _ => ReferenceMode.Equals,
        };
        return new FieldReferenceTest(value.Text, mode, modifiers.Cased);
    }
}
