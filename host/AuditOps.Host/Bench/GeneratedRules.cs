using System.Globalization;
using System.Text;
using AuditOps.Engines.Sigma;

namespace AuditOps.Host.Bench;

/// <summary>
/// Rules in the proportions of SigmaHQ's rules for the Microsoft cloud (152 rules: 223 items by equality, 34 contains, 4 startswith, 4 endswith, 3 contains of all;
/// a quarter of the items list values; 17 numbers; 6 rules with filters, 3 of alternatives, 3 of keywords), all for sign-ins, each with values of its own.
/// </summary>
internal sealed class GeneratedRules(int seed)
{
    private static readonly string[] Fields =
    [
        "appDisplayName", "userPrincipalName", "appId", "resourceDisplayName", "properties.deviceDetail.displayName", "callerIpAddress", "ResultDescription", "clientAppUsed", "userAgent",
        "properties.deviceDetail.operatingSystem", "identity", "properties.riskEventTypes", "conditionalAccessStatus", "properties.location.city",
    ];

    private readonly Random _random = new(seed);
    private int _value;

    public IEnumerable<SigmaFile> Take(int count)
    {
        for (var i = 0; i < count; i++)
            yield return new SigmaFile(string.Create(CultureInfo.InvariantCulture, $"generated-{i}.yml"), Rule(i));
    }

    private string Rule(int number)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"title: Generated {number}\nid: generated-{number}\nlogsource:\n    product: azure\n    service: signinlogs\ndetection:\n");
        switch (_random.Next(152))
        {
            case < 3:
                text.Append(CultureInfo.InvariantCulture, $"    keywords:\n        - {Value()}\n        - {Value()}\n    condition: keywords\n");
                break;
            case < 6:
                Search(text, "selection_a");
                Search(text, "selection_b");
                text.Append("    condition: 1 of selection_*\n");
                break;
            case < 12:
                Search(text, "selection");
                Search(text, "filter_main_a");
                text.Append("    condition: selection and not 1 of filter_main_*\n");
                break;
            default:
                Search(text, "selection");
                text.Append("    condition: selection\n");
                break;
        }

        return text.ToString();
    }

    private void Search(StringBuilder text, string name)
    {
        text.Append(CultureInfo.InvariantCulture, $"    {name}:\n");
        var first = _random.Next(Fields.Length);
        // At most one number a search, twice as often: a map has no key twice.
        for (var items = _random.Next(1, 3); items > 0; items--)
        {
            if (items == 1 && _random.Next(268) < 34)
                text.Append(CultureInfo.InvariantCulture, $"        ResultType: {1_000_000 + _value++}\n");
            else
                Item(text, Fields[(first + items) % Fields.Length]);
        }
    }

    private void Item(StringBuilder text, string field)
    {
        var kind = _random.Next(268);
        var modifier = kind switch { < 34 => "|contains", < 38 => "|startswith", < 42 => "|endswith", < 45 => "|contains|all", _ => string.Empty };
        if (_random.Next(268) >= 53 && modifier != "|contains|all")
        {
            text.Append(CultureInfo.InvariantCulture, $"        {field}{modifier}: {Value()}\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"        {field}{modifier}:\n");
        for (var values = _random.Next(2, 5); values > 0; values--)
            text.Append(CultureInfo.InvariantCulture, $"            - {Value()}\n");
    }

    private string Value() => string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + _random.Next(26))}{(char)('a' + _random.Next(26))} value {_value++} of {_random.Next(1_000)}");
}
