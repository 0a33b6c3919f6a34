using System.Globalization;
using System.Text.Json;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Acts;

/// <summary>A record of a kind nobody has seen: an unknown number, nulls where lists belong, numbers as text, no address, JSON in strings. Legal, and to be kept.</summary>
internal sealed class OddAct(bool isManagement) : Act
{
    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        json.WriteStartObject();
        if (isManagement)
        {
            json.WriteString("CreationTime", JsonText.Management(frame.Time));
            json.WriteString("Id", IdOf(frame.Seed));
            json.WriteString("Operation", $"Operation{dice.Below(1_000).ToString(CultureInfo.InvariantCulture)}");
            json.WriteString("OrganizationId", frame.Org.TenantId);
            json.WriteNumber("RecordType", 9_000 + dice.Below(900));
            json.WriteString("UserType", "17");
            json.WriteString("Workload", "SomethingNew");
            json.WriteNull("UserId");
            json.WriteNull("Parameters");
            json.WriteString("ExtendedProperties", "{\"depth\":{\"of\":[1,2,3]}}");
        }
        else
        {
            json.WriteString("id", IdOf(frame.Seed));
            json.WriteString("createdDateTime", JsonText.Graph(frame.Time));
            json.WriteString("activityDateTime", JsonText.Graph(frame.Time));
            json.WriteString("detectedDateTime", JsonText.Graph(frame.Time));
            json.WriteString("result", "unknownFutureValue");
            json.WriteString("somethingNew", "x");
            json.WriteBoolean("isInteractive", true);
            json.WriteStartArray("signInEventTypes");
            json.WriteStringValue("interactiveUser");
            json.WriteEndArray();
            json.WriteNull("initiatedBy");
            json.WriteNull("targetResources");
            json.WriteString("correlationId", "12");
        }

        json.WriteEndObject();
    }
}
