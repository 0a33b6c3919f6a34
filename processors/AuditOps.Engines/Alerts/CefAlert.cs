using System.Globalization;
using System.Text;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>
/// An alert as one line of ArcSight's Common Event Format, version 0. Header fields escape backslash and pipe, extension values backslash, equals sign and line ends;
/// other control characters become blanks, so that no value can begin a line or a field of its own.
/// </summary>
public static class CefAlert
{
    // What the format allows a custom string to have.
    private const int MaxValue = 1_023;

    public static string Format(Alert alert, string productVersion)
    {
        var facts = alert.Facts;
        var line = new StringBuilder("CEF:0|AuditOps|AuditOps|");
        Header(line, productVersion).Append('|');
        Header(line, facts.RuleId).Append('|');
        Header(line, facts.Title).Append('|');
        line.Append(((int)facts.Severity * 5 / 2).ToString(CultureInfo.InvariantCulture)).Append('|');
        Field(line, "externalId", alert.AlertId);
        Field(line, "rt", Millis(alert.UpdatedAt));
        Field(line, "start", Millis(facts.FirstSeen));
        Field(line, "end", Millis(facts.LastSeen));
        Field(line, "cnt", Math.Max(1, facts.Count).ToString(CultureInfo.InvariantCulture));
        Field(line, "act", AlertNames.Of(alert.Status));
        if (facts.Actor.Length > 0)
            Field(line, "suser", facts.Actor);
        if (facts.Evidence.FirstOrDefault(seen => seen.Ip is not null)?.Ip is { } ip)
            Address(line, ip);
        if (facts.Evidence.Count > 0)
            Field(line, "msg", facts.Evidence[0].Summary);
        Custom(line, 1, "tenant", alert.Tenant);
        Custom(line, 2, "technique", string.Join(' ', AttackTags.Techniques(facts.Tags)));
        Custom(line, 3, "revision", alert.Revision.ToString(CultureInfo.InvariantCulture));
        return line.ToString().TrimEnd();
    }

    private static void Address(StringBuilder line, string ip)
    {
        if (!ip.Contains(':', StringComparison.Ordinal))
        {
            Field(line, "src", ip);
            return;
        }

        Field(line, "c6a2Label", "Source IPv6 Address");
        Field(line, "c6a2", ip);
    }

    private static void Custom(StringBuilder line, int number, string label, string value)
    {
        if (value.Length == 0)
            return;
        var name = string.Create(CultureInfo.InvariantCulture, $"cs{number}");
        Field(line, name + "Label", label);
        Field(line, name, value);
    }

    private static StringBuilder Header(StringBuilder line, string value)
    {
        foreach (var c in Cut(value))
        {
            if (c is '\\' or '|')
                line.Append('\\');
            line.Append(IsBreak(c) ? ' ' : c);
        }

        return line;
    }

    private static void Field(StringBuilder line, string name, string value)
    {
        line.Append(name).Append('=');
        foreach (var c in Cut(value))
        {
            switch (c)
            {
                case '\\' or '=':
                    line.Append('\\').Append(c);
                    break;
                case '\n':
                    line.Append("\\n");
                    break;
                case '\r':
                    line.Append("\\r");
                    break;
                default:
                    line.Append(IsBreak(c) ? ' ' : c);
                    break;
            }
        }

        line.Append(' ');
    }

    // A surrogate pair is not cut in two.
    private static string Cut(string value) =>
        value.Length <= MaxValue ? value : value[..(char.IsHighSurrogate(value[MaxValue - 1]) ? MaxValue - 1 : MaxValue)];

    private static bool IsBreak(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static string Millis(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
