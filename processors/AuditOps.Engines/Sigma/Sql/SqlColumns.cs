using System.Text;

namespace AuditOps.Engines.Sigma.Sql;

/// <summary>The columns of AuditOps' own field names. A name that is not here is left to the engine.</summary>
internal static class SqlColumns
{
    private const string Attribute = "attr.";
    private const string Changes = "changes.";
    private const string New = ".new";
    private const string Old = ".old";

    private static readonly Dictionary<string, SqlColumn> Fixed = new(StringComparer.Ordinal)
    {
        ["tenant"] = SqlColumn.One("tenant"),
        ["event_id"] = SqlColumn.One("event_id"),
        ["source"] = SqlColumn.One("source"),
        ["workload"] = SqlColumn.One("workload"),
        ["category"] = SqlColumn.One("category"),
        ["ecs_category"] = SqlColumn.Several("ecs_categories"),
        ["operation"] = SqlColumn.One("operation"),
        ["record_type"] = SqlColumn.One("record_type"),
        ["outcome"] = SqlColumn.One("outcome"),
        ["result_code"] = SqlColumn.One("result_code"),
        ["result_reason"] = SqlColumn.One("result_reason"),
        ["summary"] = SqlColumn.One("summary"),
        ["actor"] = SqlColumn.Both("actor_key", "actor_id", "actor_upn"),
        ["actor.key"] = SqlColumn.One("actor_key"),
        ["actor.id"] = SqlColumn.One("actor_id"),
        ["actor.upn"] = SqlColumn.One("actor_upn"),
        ["actor.display"] = SqlColumn.One("actor_display"),
        ["actor.kind"] = SqlColumn.One("replaceAll(actor_kind, '_', '')"),
        ["target"] = SqlColumn.Several("arrayConcat(target_ids, target_names, target_upns)"),
        ["target.id"] = SqlColumn.Several("target_ids"),
        ["target.name"] = SqlColumn.Several("target_names"),
        ["target.upn"] = SqlColumn.Several("target_upns"),
        ["target.type"] = SqlColumn.Several("target_types"),
        ["ip"] = SqlColumn.One("ip"),
        ["client_address"] = SqlColumn.One("client_address"),
        ["country"] = SqlColumn.One("geo_country"),
        ["state"] = SqlColumn.One("geo_state"),
        ["city"] = SqlColumn.One("geo_city"),
        ["user_agent"] = SqlColumn.One("user_agent"),
        ["app"] = SqlColumn.Both("app_id", "app_name"),
        ["app.id"] = SqlColumn.One("app_id"),
        ["app.name"] = SqlColumn.One("app_name"),
        ["resource"] = SqlColumn.Both("resource_id", "resource_name"),
        ["resource.id"] = SqlColumn.One("resource_id"),
        ["resource.name"] = SqlColumn.One("resource_name"),
        ["client_app"] = SqlColumn.One("attributes['client_app']"),
        ["device.id"] = SqlColumn.One("device_id"),
        ["device.name"] = SqlColumn.One("device_name"),
        ["device.os"] = SqlColumn.One("device_os"),
        ["device.browser"] = SqlColumn.One("device_browser"),
        ["device.trust_type"] = SqlColumn.One("device_trust"),
        ["device.is_compliant"] = SqlColumn.One("ifNull(toString(device_compliant), '')"),
        ["device.is_managed"] = SqlColumn.One("ifNull(toString(device_managed), '')"),
        ["session_id"] = SqlColumn.One("session_id"),
        ["correlation_id"] = SqlColumn.One("correlation_id"),
        ["organization_id"] = SqlColumn.One("organization_id"),
        ["changes.property"] = SqlColumn.Several("change_properties"),
        ["changes.new"] = SqlColumn.Changes("change_new", null),
        ["changes.old"] = SqlColumn.Changes("change_old", null),
    };

    public static SqlColumn? Find(string name, SqlPlaces places)
    {
        if (Fixed.TryGetValue(name, out var column))
            return column;
        if (name.StartsWith(Attribute, StringComparison.Ordinal))
            return places.Of(name[Attribute.Length..]) is { } attribute ? SqlColumn.One($"attributes[{attribute}]") : null;
        if (!name.StartsWith(Changes, StringComparison.Ordinal) || name.Length <= Changes.Length + New.Length)
            return null;
        var isNew = name.EndsWith(New, StringComparison.Ordinal);
        var property = name[Changes.Length..^New.Length];
        if ((!isNew && !name.EndsWith(Old, StringComparison.Ordinal)) || !Ascii.IsValid(property) || places.Of(property.ToLowerInvariant()) is not { } place)
            return null;
        return SqlColumn.Changes(isNew ? "change_new" : "change_old", place);
    }
}
