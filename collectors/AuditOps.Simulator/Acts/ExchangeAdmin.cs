using System.Globalization;
using System.Text.Json;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>An Exchange cmdlet, by a person (also through Outlook) or by the service itself when <paramref name="actor"/> is null: record type 1.</summary>
internal sealed class ExchangeAdmin(Person? actor, string cmdlet, string objectId, string? address, (string Name, string Value)[] parameters) : Act
{
    private const int RecordType = 1;
    private const string System = "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)";

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        ManagementCommon.Start(json, in frame, RecordType, cmdlet, "Exchange", actor?.Upn ?? System, actor?.Puid ?? System, actor is null ? 3 : 2);
        json.WriteString("ResultStatus", "True");
        // With the port, as the service does; its own cmdlets come from nowhere.
        if (address is not null) json.WriteString("ClientIP", string.Create(CultureInfo.InvariantCulture, $"{(address.Contains(':') ? $"[{address}]" : address)}:{1024 + dice.Below(60_000)}"));
        json.WriteString("ObjectId", objectId);
        json.WriteString("AppId", "");
        json.WriteString("ClientAppId", "");
        json.WriteBoolean("ExternalAccess", actor is null);
        json.WriteString("OrganizationName", frame.Org.Domain);
        json.WriteString("OriginatingServer", string.Create(CultureInfo.InvariantCulture, $"ZRXP278MB{1000 + dice.Below(900):D4} (15.20.4129.032)"));
        ManagementCommon.Pairs(json, "Parameters", parameters);
        json.WriteEndObject();
    }
}
