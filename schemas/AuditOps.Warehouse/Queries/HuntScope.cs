using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>Which stored events a hunt looks at.</summary>
/// <param name="Tenants">Tenants that may be seen; null for all.</param>
/// <param name="From">First event time.</param>
/// <param name="To">End of the event times, exclusive.</param>
/// <param name="Condition">A WHERE over <c>events</c> with places of type String, and nothing of anybody's own words in it.</param>
/// <param name="Values">Values of the places.</param>
public sealed record HuntScope(IReadOnlyCollection<string>? Tenants, DateTimeOffset From, DateTimeOffset To, string Condition, IReadOnlyList<KeyValuePair<string, string>> Values)
{
    /// <summary>Fills the parameters and gives the WHERE.</summary>
    internal string Where(QueryParameters parameters)
    {
        foreach (var (name, value) in Values) parameters.Add(name, value);
        parameters.Add("hunt_from", From).Add("hunt_to", To);
        var tenants = "";
        if (Tenants is not null)
        {
            parameters.Add("hunt_tenants", Tenants);
            tenants = "tenant IN {hunt_tenants:Array(String)} AND ";
        }

        return $"{tenants}event_time >= {{hunt_from:DateTime64(7, 'UTC')}} AND event_time < {{hunt_to:DateTime64(7, 'UTC')}} AND ({Condition})";
    }
}
