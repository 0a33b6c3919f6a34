using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>ATT&amp;CK in Sigma's tags: <c>attack.t1110.003</c> names a technique, <c>attack.credential_access</c> (or with dashes) a tactic of the enterprise matrix.</summary>
public static class AttackTags
{
    private const string Prefix = "attack.";

    private static readonly Dictionary<string, (string Id, string Name)> Tactics = new(StringComparer.OrdinalIgnoreCase)
    {
        ["reconnaissance"] = ("TA0043", "Reconnaissance"),
        ["resource-development"] = ("TA0042", "Resource Development"),
        ["initial-access"] = ("TA0001", "Initial Access"),
        ["execution"] = ("TA0002", "Execution"),
        ["persistence"] = ("TA0003", "Persistence"),
        ["privilege-escalation"] = ("TA0004", "Privilege Escalation"),
        ["defense-evasion"] = ("TA0005", "Defense Evasion"),
        ["credential-access"] = ("TA0006", "Credential Access"),
        ["discovery"] = ("TA0007", "Discovery"),
        ["lateral-movement"] = ("TA0008", "Lateral Movement"),
        ["collection"] = ("TA0009", "Collection"),
        ["exfiltration"] = ("TA0010", "Exfiltration"),
        ["command-and-control"] = ("TA0011", "Command and Control"),
        ["impact"] = ("TA0040", "Impact"),
    };

    /// <summary>Technique ids in upper case, sub-techniques with their point, in the order of the tags.</summary>
    public static IReadOnlyList<string> Techniques(IReadOnlyList<string> tags)
    {
        var found = new List<string>();
        foreach (var tag in tags)
        {
            if (tag.Length > Prefix.Length + 1 && tag.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                && tag[Prefix.Length] is 't' or 'T' && char.IsAsciiDigit(tag[Prefix.Length + 1]))
                found.Add(tag[Prefix.Length..].ToUpperInvariant());
        }

        return found;
    }

    /// <summary>Tactics by id and name, in the order of the tags.</summary>
    public static IReadOnlyList<NamedValue> TacticsOf(IReadOnlyList<string> tags)
    {
        var found = new List<NamedValue>();
        foreach (var tag in tags)
        {
            if (tag.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && Tactics.TryGetValue(tag[Prefix.Length..].Replace('_', '-'), out var tactic))
                found.Add(new NamedValue(tactic.Id, tactic.Name));
        }

        return found;
    }
}
