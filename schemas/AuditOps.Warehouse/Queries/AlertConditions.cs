using System.Text;
using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The WHERE of a filter of alerts: fixed pieces of SQL with places, and the values beside it.</summary>
internal sealed class AlertConditions(QueryParameters parameters)
{
    private readonly StringBuilder where = new("1");

    public static string Build(AlertFilter filter, QueryParameters parameters)
    {
        var conditions = new AlertConditions(parameters);
        conditions.AndIn("tenant", "tenants", filter.Tenants);
        conditions.AndIn("severity", "severities", filter.Severities);
        conditions.AndIn("status", "statuses", filter.Statuses);
        conditions.AndIn("alert_id", "ids", filter.Ids);
        conditions.AndEqual("rule_id", "rule", filter.Rule);
        conditions.AndEqual("actor_key", "actor", filter.Actor?.ToLowerInvariant());
        conditions.AndEqual("assignee", "assignee", filter.Assignee);
        conditions.AndTime("last_seen >=", "from", filter.From);
        conditions.AndTime("first_seen <", "to", filter.To);
        if (!filter.WithHistorical) conditions.where.Append(" AND NOT historical");
        if (!filter.WithTesting) conditions.where.Append(" AND NOT testing");
        return conditions.where.ToString();
    }

    private void AndIn(string column, string name, IReadOnlyCollection<string>? values)
    {
        if (values is null) return;
        parameters.Add(name, values);
        where.Append(" AND ").Append(column).Append(" IN {").Append(name).Append(":Array(String)}");
    }

    private void AndEqual(string column, string name, string? value)
    {
        if (value is null) return;
        parameters.Add(name, value);
        where.Append(" AND ").Append(column).Append(" = {").Append(name).Append(":String}");
    }

    private void AndTime(string comparison, string name, DateTimeOffset? value)
    {
        if (value is null) return;
        parameters.Add(name, value.Value);
        where.Append(" AND ").Append(comparison).Append(" {").Append(name).Append(":DateTime64(7, 'UTC')}");
    }
}
