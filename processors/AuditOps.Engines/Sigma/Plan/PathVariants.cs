namespace AuditOps.Engines.Sigma.Plan;

/// <summary>
/// The ways to read a dotted path: a record may have a member that is literally called <c>a.b</c>, or a member <c>b</c> within <c>a</c>. Longer literal names come
/// first. Beyond four parts only the two extremes are looked for.
/// </summary>
internal static class PathVariants
{
    private const int MaxParts = 4;

    public static IEnumerable<(string[] Names, int Rank)> Of(string path)
    {
        var parts = path.Split('.');
        var joints = parts.Length - 1;
        if (parts.Length > MaxParts)
        {
            yield return ([path], 0);
            yield return (parts, 1);
            yield break;
        }

        for (var mask = (1 << joints) - 1; mask >= 0; mask--)
            yield return (Join(parts, mask, joints), (1 << joints) - 1 - mask);
    }

    /// <summary>Joins parts where the mask has a bit; its highest bit is the first dot.</summary>
    private static string[] Join(string[] parts, int mask, int joints)
    {
        var names = new List<string> { parts[0] };
        for (var joint = 0; joint < joints; joint++)
        {
            if ((mask >> (joints - 1 - joint) & 1) != 0)
                names[^1] += "." + parts[joint + 1];
            else
                names.Add(parts[joint + 1]);
        }

        return [.. names];
    }
}
