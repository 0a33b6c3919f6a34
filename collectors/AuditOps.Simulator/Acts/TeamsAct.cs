using System.Text.Json;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>Something in Teams: record type 25.</summary>
internal sealed class TeamsAct(Person actor, string operation, Group team, Person? member, string address) : Act
{
    private const int RecordType = 25;

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        ManagementCommon.Start(json, in frame, RecordType, operation, "MicrosoftTeams", actor.Upn, actor.Id.ToString(), 0);
        json.WriteString("ClientIP", address);
        json.WriteString("AADGroupId", team.Id);
        json.WriteString("CommunicationType", "Team");
        json.WriteStartArray("ExtraProperties");
        json.WriteEndArray();
        if (member is not null)
        {
            json.WriteStartArray("Members");
            json.WriteStartObject();
            json.WriteString("DisplayName", member.DisplayName);
            json.WriteNumber("Role", member.IsGuest ? 3 : 1);
            json.WriteString("UPN", member.Upn);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteString("TeamGuid", $"19:{team.Id:N}@thread.tacv2");
        json.WriteString("ItemName", team.Name);
        json.WriteString("TeamName", team.Name);
        json.WriteEndObject();
    }
}
