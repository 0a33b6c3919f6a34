using System.Text.Json;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Acts;

/// <summary>A sign-in as Graph's <c>signIn</c> resource tells it.</summary>
internal sealed class GraphSignIn(Logon logon) : Act
{
    /// <summary>Risk is drawn for every sign-in alike: it tells nothing about who is an attacker.</summary>
    private const double RiskyShare = 0.01;

    private static readonly string[] Levels = ["low", "medium", "high"];

    public Logon Logon => logon;

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        var person = logon.Person;
        var risk = dice.Chance(RiskyShare) ? dice.Pick(Levels) : "none";
        json.WriteStartObject();
        json.WriteString("id", IdOf(frame.Seed));
        json.WriteString("createdDateTime", JsonText.Graph(frame.Time));
        json.WriteString("userDisplayName", person?.DisplayName ?? "");
        json.WriteString("userPrincipalName", person?.Upn ?? "");
        json.WriteString("userId", person is null ? "" : person.Id.ToString());
        json.WriteString("appId", logon.App.AppId);
        json.WriteString("appDisplayName", logon.App.Name);
        json.WriteString("ipAddress", logon.Address);
        json.WriteString("clientAppUsed", person is null ? "" : logon.Client);
        json.WriteString("correlationId", dice.Guid());
        json.WriteString("conditionalAccessStatus", logon.PolicyStatus);
        json.WriteBoolean("isInteractive", logon.Kind == SignInKind.Interactive);
        json.WriteString("riskDetail", "none");
        json.WriteString("riskLevelAggregated", risk);
        json.WriteString("riskLevelDuringSignIn", risk);
        json.WriteString("riskState", risk == "none" ? "none" : frame.Version > 1 ? "remediated" : "atRisk");
        json.WriteStartArray("riskEventTypes");
        json.WriteEndArray();
        json.WriteStartArray("riskEventTypes_v2");
        json.WriteEndArray();
        json.WriteString("resourceDisplayName", logon.Resource.Name);
        json.WriteString("resourceId", logon.Resource.AppId);
        json.WriteString("resourceTenantId", frame.Org.TenantId);
        json.WriteString("homeTenantId", frame.Org.TenantId);
        WriteStatus(json, in frame);
        WriteDevice(json);
        WriteLocation(json);
        WritePolicies(json, in frame);
        json.WriteString("userAgent", logon.UserAgent ?? logon.Device?.UserAgent ?? "");
        json.WriteString("authenticationRequirement", logon.Mfa || logon.MfaAnswer is not null ? "multiFactorAuthentication" : "singleFactorAuthentication");
        WriteAuthentication(json, in frame);
        json.WriteString("authenticationProtocol", logon.Protocol);
        json.WriteString("incomingTokenType", logon.Kind == SignInKind.NonInteractive ? "primaryRefreshToken" : "none");
        json.WriteStartArray("signInEventTypes");
        json.WriteStringValue(logon.Kind.Wire());
        json.WriteEndArray();
        json.WriteString("servicePrincipalId", logon.Service is null ? "" : logon.Service.ObjectId.ToString());
        json.WriteString("servicePrincipalName", logon.Service?.Name);
        json.WriteNumber("autonomousSystemNumber", logon.Asn);
        json.WriteString("crossTenantAccessType", person is { IsGuest: true } ? "b2bCollaboration" : "none");
        json.WriteString("sessionId", logon.Session);
        json.WriteString("uniqueTokenIdentifier", Convert.ToBase64String(dice.Guid().ToByteArray()).TrimEnd('='));
        json.WriteEndObject();
    }

    private void WriteStatus(Utf8JsonWriter json, in Frame frame)
    {
        json.WriteStartObject("status");
        json.WriteNumber("errorCode", logon.Error);
        json.WriteString("failureReason", SignInErrors.Reason(logon.Error));
        json.WriteString("additionalDetails", logon.MfaAnswer ?? (logon.Mfa ? frame.Version > 1 ? "MFA completed in Azure AD" : "MFA requirement satisfied by claim in the token" : null));
        json.WriteEndObject();
    }

    private void WriteDevice(Utf8JsonWriter json)
    {
        var device = logon.Device;
        json.WriteStartObject("deviceDetail");
        json.WriteString("deviceId", device is null || device.Id == Guid.Empty ? "" : device.Id.ToString());
        json.WriteString("displayName", device?.Name ?? "");
        json.WriteString("operatingSystem", device?.OperatingSystem ?? "");
        json.WriteString("browser", device?.Browser ?? "");
        json.WriteBoolean("isCompliant", device?.IsManaged ?? false);
        json.WriteBoolean("isManaged", device?.IsManaged ?? false);
        json.WriteString("trustType", device?.TrustType ?? "");
        json.WriteEndObject();
    }

    private void WriteLocation(Utf8JsonWriter json)
    {
        json.WriteStartObject("location");
        json.WriteString("city", logon.Place.City);
        json.WriteString("state", logon.Place.State);
        json.WriteString("countryOrRegion", logon.Place.Country);
        json.WriteStartObject("geoCoordinates");
        json.WriteNull("altitude");
        json.WriteNumber("latitude", logon.Place.Latitude);
        json.WriteNumber("longitude", logon.Place.Longitude);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WritePolicies(Utf8JsonWriter json, in Frame frame)
    {
        json.WriteStartArray("appliedConditionalAccessPolicies");
        if (logon.Person is not null)
        {
            json.WriteStartObject();
            json.WriteString("id", new Dice(Mix.Of(frame.Org.Seed, 0xCA, 0)).Guid());
            json.WriteString("displayName", "Multifactor authentication for everybody");
            json.WriteStartArray("enforcedGrantControls");
            json.WriteStringValue("Mfa");
            json.WriteEndArray();
            json.WriteStartArray("enforcedSessionControls");
            json.WriteEndArray();
            json.WriteString("result", logon.PolicyStatus);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteAuthentication(Utf8JsonWriter json, in Frame frame)
    {
        json.WriteStartArray("authenticationDetails");
        if (logon.Person is not null)
        {
            WriteStep(json, in frame, "Password", logon.Error is SignInErrors.InvalidPassword or SignInErrors.PasswordExpired ? "Incorrect password" : "Correct password", logon.Error is not (SignInErrors.InvalidPassword or SignInErrors.PasswordExpired or SignInErrors.Locked));
            if (logon.MfaAnswer is not null)
                WriteStep(json, in frame, "Mobile app notification", logon.MfaAnswer, logon.Error == SignInErrors.None);
        }

        json.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter json, in Frame frame, string method, string detail, bool succeeded)
    {
        json.WriteStartObject();
        json.WriteString("authenticationStepDateTime", JsonText.Graph(frame.Time));
        json.WriteString("authenticationMethod", method);
        json.WriteBoolean("succeeded", succeeded);
        json.WriteString("authenticationStepResultDetail", detail);
        json.WriteEndObject();
    }
}
