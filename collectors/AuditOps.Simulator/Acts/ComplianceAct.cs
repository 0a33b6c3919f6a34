using System.Text.Json;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>A cmdlet or report of the compliance centre: record type 18.</summary>
internal sealed class ComplianceAct(Person actor, string cmdlet) : Act
{
    private const int RecordType = 18;

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        ManagementCommon.Start(json, in frame, RecordType, cmdlet, "SecurityComplianceCenter", actor.Upn, actor.Upn, 2);
        json.WriteString("ResultStatus", "Success");
        json.WriteString("ObjectId", "");
        json.WriteNumber("SecurityComplianceCenterEventType", 0);
        json.WriteString("ClientApplication", "EMC");
        json.WriteString("CmdletVersion", "...");
        json.WriteString("EffectiveOrganization", frame.Org.Domain);
        json.WriteString("NonPIIParameters", "");
        json.WriteString("Parameters", "");
        json.WriteString("StartTime", JsonText.Management(frame.Time));
        json.WriteString("UserServicePlan", "");
        json.WriteEndObject();
    }
}
