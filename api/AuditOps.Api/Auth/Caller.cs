namespace AuditOps.Api.Auth;

/// <summary>Who calls, as far as its key tells. <see cref="Tenants"/> null means all.</summary>
/// <param name="CursorKey">Signs this caller's cursors: another key's cursor does not verify.</param>
internal sealed record Caller(string Name, IReadOnlyList<string>? Tenants, byte[] CursorKey)
{
    public bool MaySee(string tenant) => Tenants is null || Tenants.Contains(tenant, StringComparer.Ordinal);

    /// <summary>The tenants a query may touch, given the one asked for (which the caller may see) or none.</summary>
    public IReadOnlyCollection<string>? Scope(string? tenant) => tenant is null ? Tenants : [tenant];

    public static Caller Of(HttpContext http) => (Caller?)http.Items[typeof(Caller)] ?? throw new InvalidOperationException("The route is not behind the key check.");
}
