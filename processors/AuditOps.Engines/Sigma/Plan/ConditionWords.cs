using System.Globalization;
using System.Text.RegularExpressions;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>Puts a test into the words of a rule: modifiers and value.</summary>
internal static class ConditionWords
{
    public static (string Operator, string Expected) Of(ValueTest test) => test switch
    {
        TextTest text => Text(text),
        NumberTest number => ("equals", number.Canonical),
        CompareTest compare => (Compare(compare), compare.Number.ToString(CultureInfo.InvariantCulture)),
        RegexTest regex => (regex.Options.HasFlag(RegexOptions.IgnoreCase) ? "re|i" : "re", regex.Pattern),
        NetworkTest network => ("cidr", network.Network.ToString()),
        AfterHoursTest hours => ("afterhours", hours.Hours.Text),
        NullTest => ("equals", "null"),
        ExistsTest exists => ("exists", exists.Wanted ? "true" : "false"),
        FieldReferenceTest reference => (reference.Mode == ReferenceMode.Equals ? "fieldref" : "fieldref|" + reference.Mode.ToString().ToLowerInvariant(), reference.OtherField),
        _ => throw new InvalidOperationException($"No words for a {test.GetType().Name}."),
    };

    private static (string Operator, string Expected) Text(TextTest test)
    {
        var cased = test.Cased ? "|cased" : string.Empty;
        var parts = test.Pattern.Parts;
        if (test.Pattern.IsLiteral)
            return ("equals" + cased, test.Pattern.Literal);
        if (parts is [{ Kind: PatternPartKind.Any }, { Kind: PatternPartKind.Literal } inside, { Kind: PatternPartKind.Any }])
            return ("contains" + cased, inside.Text);
        if (parts is [{ Kind: PatternPartKind.Literal } start, { Kind: PatternPartKind.Any }])
            return ("startswith" + cased, start.Text);
        if (parts is [{ Kind: PatternPartKind.Any }, { Kind: PatternPartKind.Literal } end])
            return ("endswith" + cased, end.Text);
        return ("equals" + cased, test.Pattern.ToString());
    }

    private static string Compare(CompareTest test)
    {
        var order = test.Operator switch
        {
            CompareOperator.Less => "lt",
            CompareOperator.LessOrEqual => "lte",
            CompareOperator.Greater => "gt",
            CompareOperator.GreaterOrEqual => "gte",
            _ => "equals",
        };
        return test.Part is { } part ? order == "equals" ? part.ToString().ToLowerInvariant() : $"{part.ToString().ToLowerInvariant()}|{order}" : order;
    }
}
