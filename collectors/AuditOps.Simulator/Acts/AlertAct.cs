using System.Text.Json;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>An alert of the service's own policies: record type 40. Raised at random, whatever happens.</summary>
internal sealed class AlertAct(Person person, string policy, string category, string severity) : Act
{
    private const int RecordType = 40;
    private const string Reporter = "SecurityComplianceAlerts";

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        var alert = dice.Guid().ToString();
        var policyId = new Dice(Mix.Of(frame.Org.Seed, policy)).Guid();
        ManagementCommon.Start(json, in frame, RecordType, "AlertTriggered", "SecurityComplianceCenter", Reporter, Reporter, 4);
        json.WriteString("ResultStatus", "Succeeded");
        json.WriteString("ObjectId", alert);
        json.WriteString("AlertId", alert);
        json.WriteStartArray("AlertLinks");
        json.WriteStartObject();
        json.WriteString("AlertLinkHref", "");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("AlertType", "System");
        json.WriteString("Category", category);
        json.WriteString("Comments", "New alert");
        json.WriteString("Data", $"{{\"f3u\":\"{person.Upn}\",\"ts\":\"{JsonText.Graph(frame.Time)}\",\"op\":\"{policy}\",\"wl\":\"Exchange\",\"tid\":\"{frame.Org.TenantId}\",\"sev\":\"{severity}\"}}");
        json.WriteString("Name", policy);
        json.WriteString("PolicyId", policyId);
        json.WriteString("Severity", severity);
        json.WriteString("Source", "Office 365 Security & Compliance");
        json.WriteString("Status", "Active");
        json.WriteEndObject();
    }
}
