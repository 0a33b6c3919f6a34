using System.Text;
using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The WHERE of a filter: fixed pieces of SQL with places, and the values beside it.</summary>
internal sealed class EventConditions(QueryParameters parameters)
{
    private readonly StringBuilder where = new("1");

    public static string Build(EventFilter filter, QueryParameters parameters)
    {
        var conditions = new EventConditions(parameters);
        if (filter.Tenants is { } tenants)
        {
            parameters.Add("tenants", tenants);
            conditions.where.Append(" AND tenant IN {tenants:Array(String)}");
        }

        conditions.AndEqual("source", "source", filter.Source);
        conditions.AndEqual("lowerUTF8(workload)", "workload", filter.Workload?.ToLowerInvariant());
        conditions.AndEqual("lowerUTF8(category)", "category", filter.Category?.ToLowerInvariant());
        conditions.AndEqual("lowerUTF8(operation)", "operation", filter.Operation?.ToLowerInvariant());
        conditions.AndEqual("outcome", "outcome", filter.Outcome);
        conditions.AndEqual("actor_key", "actor", filter.Actor?.ToLowerInvariant());
        conditions.AndEqual("ip", "ip", filter.Ip);
        conditions.AndTime(">=", "from", filter.From);
        conditions.AndTime("<", "to", filter.To);
        if (filter.Text is { } text) conditions.AndText(TextQuery.Parse(text));
        return conditions.where.ToString();
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
        where.Append(" AND event_time ").Append(comparison).Append(" {").Append(name).Append(":DateTime64(7, 'UTC')}");
    }

    private void AndText(TextQuery query)
    {
        if (query.Words.Count > 0)
        {
            parameters.Add("words", query.Words);
            where.Append(" AND hasAllTokens(search_text, {words:Array(String)})");
        }

        for (var i = 0; i < query.Phrases.Count; i++)
        {
            parameters.Add($"phrase{i}", query.Phrases[i]);
            where.Append(" AND position(search_text, {phrase").Append(i).Append(":String}) > 0");
        }
    }
}
