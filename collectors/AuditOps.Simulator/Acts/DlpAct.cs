using System.Text.Json;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>A data-loss rule that matched: record types 11 (SharePoint) and 13 (Exchange).</summary>
internal sealed class DlpAct(Person person, bool isMail, string rule, string severity, bool blocked) : Act
{
    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        ManagementCommon.Start(json, in frame, isMail ? 13 : 11, "DlpRuleMatch", isMail ? "Exchange" : "SharePoint", person.Upn, person.Puid, 0);
        json.WriteString("ObjectId", isMail ? "" : $"{frame.Org.SharePointHost}/sites/Finance/Shared Documents/List.xlsx");
        json.WriteString("IncidentId", dice.Guid());
        json.WriteStartArray("PolicyDetails");
        json.WriteStartObject();
        json.WriteString("PolicyId", new Dice(Mix.Of(frame.Org.Seed, rule)).Guid());
        json.WriteString("PolicyName", $"{rule} policy");
        json.WriteStartArray("Rules");
        json.WriteStartObject();
        json.WriteStartArray("Actions");
        json.WriteStringValue(blocked ? "BlockAccess" : "NotifyUser");
        json.WriteEndArray();
        json.WriteString("RuleId", new Dice(Mix.Of(frame.Org.Seed, rule + "rule")).Guid());
        json.WriteString("RuleMode", "Enable");
        json.WriteString("RuleName", rule);
        json.WriteString("Severity", severity);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteBoolean("SensitiveInfoDetectionIsIncluded", false);
        json.WriteEndObject();
    }
}
