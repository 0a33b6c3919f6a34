namespace AuditOps.Api.Http;

/// <summary>Refuses query parameters an endpoint does not know, and repeated ones: a misspelt filter must not answer as if it were not there.</summary>
internal static class StrictQuery
{
    public static void Check(IQueryCollection query, IReadOnlyCollection<string> known, RequestErrors errors)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.Ordinal)) errors.Add(Shown(name), $"This parameter is not known. Known: {string.Join(", ", known)}.");
            else if (values.Count > 1) errors.Add(name, "Give it once.");
        }
    }

    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
