using System.Globalization;
using System.Text.Json;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Acts;

/// <summary>A sign-in as the Management Activity API tells it: record type 15.</summary>
internal sealed class StsLogon(Logon logon) : Act
{
    private const int RecordType = 15;

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        var person = logon.Person;
        var userId = person?.Upn ?? $"ServicePrincipal_{logon.Service!.ObjectId}";
        var key = (person?.Id ?? logon.Service!.ObjectId).ToString();
        var failed = logon.Error is not (SignInErrors.None or SignInErrors.KeepSignedIn);
        ManagementCommon.Start(json, in frame, RecordType, failed ? "UserLoginFailed" : "UserLoggedIn", "AzureActiveDirectory", userId, key, 0);
        // For failed logons too: it is the status of the web request, and most real records say so.
        json.WriteString("ResultStatus", failed && dice.Chance(0.2) ? "Failed" : "Success");
        json.WriteString("ClientIP", logon.Address);
        json.WriteString("ObjectId", logon.Resource.AppId);
        json.WriteNumber("AzureActiveDirectoryEventType", 1);
        ManagementCommon.Pairs(json, "ExtendedProperties", ("ResultStatusDetail", "Success"), ("UserAgent", logon.UserAgent ?? logon.Device?.UserAgent ?? ""), ("UserAuthenticationMethod", logon.Mfa ? "16" : "1"), ("RequestType", RequestType()));
        ManagementCommon.Pairs(json, "ModifiedProperties");
        json.WriteStartArray("Actor");
        ManagementCommon.Identity(json, key, 0);
        ManagementCommon.Identity(json, userId, 5);
        json.WriteEndArray();
        json.WriteString("ActorContextId", frame.Org.TenantId);
        json.WriteString("ActorIpAddress", logon.Address);
        json.WriteString("InterSystemsId", dice.Guid());
        json.WriteString("IntraSystemId", IdOf(frame.Seed));
        json.WriteString("SupportTicketId", "");
        json.WriteStartArray("Target");
        ManagementCommon.Identity(json, logon.Resource.AppId.ToString(), 0);
        json.WriteEndArray();
        json.WriteString("TargetContextId", frame.Org.TenantId);
        json.WriteString("ApplicationId", logon.App.AppId);
        ManagementCommon.Pairs(json, "DeviceProperties", ("OS", logon.Device?.OperatingSystem ?? ""), ("BrowserType", Browser()), ("IsCompliantAndManaged", logon.Device is { IsManaged: true } ? "True" : "False"), ("SessionId", logon.Session.ToString()));
        json.WriteString("ErrorNumber", logon.Error.ToString(CultureInfo.InvariantCulture));
        if (failed) json.WriteString("LogonError", SignInErrors.Name(logon.Error));
        json.WriteEndObject();
    }

    private string RequestType() => logon.Protocol == "deviceCode" ? "Cmsi:Cmsi" : logon.Kind == SignInKind.Interactive ? "Login:login" : "OAuth2:Token";

    private string Browser()
    {
        var browser = logon.Device?.Browser ?? "";
        var end = browser.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? browser : browser[..end];
    }
}
