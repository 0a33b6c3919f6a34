using AuditOps.Engines.Sigma.Fields;

namespace AuditOps.Engines.Sigma.Lint;

/// <summary>Finds the own name that somebody may have meant.</summary>
internal static class NearNames
{
    private const int Short = 5;
    private const int Long = 8;
    private const int Longest = 40;

    /// <summary>An own name one slip away (two where it is long); null when there is none, or the name differs by letter case alone: records have such names too.</summary>
    public static string? Of(string field)
    {
        if (field.Length is < Short or > Longest || OwnFields.Find(field) is not null || OwnFields.Names.Contains(field, StringComparer.OrdinalIgnoreCase))
            return null;
        return OwnFields.Names
            .Select(name => (Name: name, Slips: Distance(name, field)))
            .Where(near => near.Slips <= (field.Length >= Long ? 2 : 1))
            .OrderBy(near => near.Slips)
            .Select(near => near.Name)
            .FirstOrDefault();
    }

    /// <summary>Letters to insert, leave out or change (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var before = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var row = new int[other.Length + 1];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
                row[j] = Math.Min(Math.Min(row[j - 1], before[j]) + 1, before[j - 1] + (char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1));
            before = row;
        }

        return before[^1];
    }
}
