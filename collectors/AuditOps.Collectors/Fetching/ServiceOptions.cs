namespace AuditOps.Collectors.Fetching;

/// <summary>One service of one tenant.</summary>
/// <param name="Name">For people.</param>
/// <param name="Root">Its address; no request goes anywhere else.</param>
/// <param name="Gates">Budgets that a request must pass, the tenant's own first: that one is closed when the service asks for patience.</param>
internal sealed record ServiceOptions(string Name, Uri Root, IReadOnlyList<RateGate> Gates)
{
    public string Scope => Root.GetLeftPart(UriPartial.Authority) + "/.default";
}
