using System.Text.Json;

namespace AuditOps.Simulator.Acts;

/// <summary>The properties that every record of the Management Activity API has (Office 365 Management Activity API schema, common schema).</summary>
internal static class ManagementCommon
{
    public static void Start(Utf8JsonWriter json, in Frame frame, int recordType, string operation, string workload, string userId, string userKey, int userType)
    {
        json.WriteStartObject();
        json.WriteString("CreationTime", JsonText.Management(frame.Time));
        json.WriteString("Id", Act.IdOf(frame.Seed));
        json.WriteString("Operation", operation);
        json.WriteString("OrganizationId", frame.Org.TenantId);
        json.WriteNumber("RecordType", recordType);
        json.WriteString("UserKey", userKey);
        json.WriteNumber("UserType", userType);
        json.WriteNumber("Version", 1);
        json.WriteString("Workload", workload);
        json.WriteString("UserId", userId);
    }

    public static void Pairs(Utf8JsonWriter json, string property, params ReadOnlySpan<(string Name, string Value)> pairs)
    {
        json.WriteStartArray(property);
        foreach (var (name, value) in pairs)
            Pair(json, name, value);
        json.WriteEndArray();
    }

    public static void Pair(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString("Name", name);
        json.WriteString("Value", value);
        json.WriteEndObject();
    }

    /// <summary>Identity types: 0 claim, 1 name, 2 other, 3 PUID, 4 service principal name, 5 UPN.</summary>
    public static void Identity(Utf8JsonWriter json, string id, int type)
    {
        json.WriteStartObject();
        json.WriteString("ID", id);
        json.WriteNumber("Type", type);
        json.WriteEndObject();
    }
}
