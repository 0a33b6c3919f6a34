using System.Text.Json;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>A change in device management: Graph's <c>auditEvent</c> resource.</summary>
internal sealed class IntuneChange(Person actor, string component, string category, string type, string operation, string targetType, string targetName, (string Name, string? Old, string? New)[] changes) : Act
{
    private static readonly string[] Permissions = ["*"];

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("id", IdOf(frame.Seed));
        json.WriteString("displayName", $"{type} {component}");
        json.WriteString("componentName", component);
        json.WriteNull("activity");
        json.WriteString("activityDateTime", JsonText.Graph(frame.Time));
        json.WriteString("activityType", $"{type} {component}");
        json.WriteString("activityOperationType", operation);
        json.WriteString("activityResult", "Success");
        json.WriteString("correlationId", dice.Guid());
        json.WriteString("category", category);
        json.WriteStartObject("actor");
        json.WriteString("auditActorType", "ItPro");
        json.WriteStartArray("userPermissions");
        foreach (var permission in Permissions)
            json.WriteStringValue(permission);
        json.WriteEndArray();
        json.WriteString("applicationId", "5926fc8e-304e-4f59-8bed-58ca97cc39a4");
        json.WriteString("applicationDisplayName", "Microsoft Intune portal extension");
        json.WriteString("userPrincipalName", actor.Upn);
        json.WriteNull("servicePrincipalName");
        json.WriteString("ipAddress", actor.OfficeAddress);
        json.WriteString("userId", actor.Id);
        json.WriteEndObject();
        json.WriteStartArray("resources");
        json.WriteStartObject();
        json.WriteString("displayName", targetName);
        json.WriteString("auditResourceType", targetType);
        json.WriteString("resourceId", dice.Guid());
        json.WriteStartArray("modifiedProperties");
        foreach (var (name, old, now) in changes)
        {
            json.WriteStartObject();
            json.WriteString("displayName", name);
            json.WriteString("oldValue", old);
            json.WriteString("newValue", now);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
