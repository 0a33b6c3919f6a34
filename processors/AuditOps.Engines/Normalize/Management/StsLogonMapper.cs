using AuditOps.Engines.Normalize.Entra;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>Entra sign-ins as the Management API tells them (record types 9 and 15).</summary>
internal static class StsLogonMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        draft.AddEcs("authentication");
        var error = record.Text("errorNumber"u8, "errorCode"u8);
        var logonError = record.Text("logonError"u8);

        // ResultStatus of these is the HTTP status: most failed logons say "Success".
        if (string.Equals(draft.Operation, "UserLoginFailed", StringComparison.OrdinalIgnoreCase))
            draft.Outcome = SignInCodes.OutcomeOf(error) == Outcome.Denied ? Outcome.Denied : Outcome.Failure;
        draft.ResultCode = error ?? draft.ResultCode;
        draft.ResultReason = logonError ?? draft.ResultReason;
        draft.Note("error_code", error);
        if (SignInCodes.IsInterrupt(error))
            draft.Note("interrupt", true);
        MapActor(record, draft);
        MapResource(record, draft);
        var extended = record.List("extendedProperties"u8);
        draft.UserAgent ??= NamedValues.Find(extended, "UserAgent");
        draft.Note("request_type", NamedValues.Find(extended, "RequestType"));
        draft.Note("result_status_detail", NamedValues.Find(extended, "ResultStatusDetail"));
        draft.Note("user_authentication_method", NamedValues.Find(extended, "UserAuthenticationMethod"));
        draft.Note("keep_me_signed_in", NamedValues.Find(extended, "KeepMeSignedIn"));
        MapDevice(record, draft);
    }

    private static void MapActor(Fields record, EventDraft draft)
    {
        var actor = IdentityList.Read(record.List("actor"u8));
        draft.ActorUpn ??= actor.Upn is not null && ActorKeys.IsUpn(actor.Upn) ? actor.Upn : null;
        draft.ActorId ??= actor.Claim ?? actor.Id;
        draft.Note("intra_system_id", record.Text("intraSystemId"u8));
    }

    private static void MapResource(Fields record, EventDraft draft)
    {
        var id = IdentityList.Read(record.List("target"u8)).Claim ?? ManagementActor.Real(record.Text("objectId"u8));
        if (id is null)
            return;
        draft.Resource = new App { Id = id };
        draft.AddTarget("application", id, null);
    }

    private static void MapDevice(Fields record, EventDraft draft)
    {
        var device = record.List("deviceProperties"u8);
        var id = NamedValues.Find(device, "Id");
        var name = NamedValues.Find(device, "DisplayName");
        var system = NamedValues.Find(device, "OS");
        var browser = NamedValues.Find(device, "BrowserType");
        draft.SessionId ??= NamedValues.Find(device, "SessionId");
        if (id is null && name is null && system is null && browser is null)
            return;
        draft.Device = new Device
        {
            Id = id,
            Name = name,
            OperatingSystem = system,
            Browser = browser,
            TrustType = NamedValues.Find(device, "TrustType"),
            IsCompliant = Flag(NamedValues.Find(device, "IsCompliant")),
            IsManaged = Flag(NamedValues.Find(device, "IsCompliantAndManaged")),
        };
    }

    private static bool? Flag(string? text) => bool.TryParse(text, out var flag) ? flag : null;
}
