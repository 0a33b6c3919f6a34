using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize.Entra;

/// <summary>What detection needs of a sign-in beyond the common fields.</summary>
internal static class SignInFacts
{
    public static void Note(Fields record, EventDraft draft)
    {
        draft.Note("client_app", record.Text("clientAppUsed"u8));
        draft.Note("conditional_access_status", record.Text("conditionalAccessStatus"u8));
        draft.Note("is_interactive", record.Flag("isInteractive"u8));
        draft.Note("authentication_requirement", record.Text("authenticationRequirement"u8));
        draft.Note("authentication_protocol", record.Text("authenticationProtocol"u8));
        draft.Note("risk_level", record.Text("riskLevelAggregated"u8));
        draft.Note("risk_level_during_sign_in", record.Text("riskLevelDuringSignIn"u8));
        draft.Note("risk_state", record.Text("riskState"u8));
        draft.Note("risk_detail", record.Text("riskDetail"u8));
        draft.Note("risk_event_types", Join(record.List("riskEventTypes_v2"u8)) ?? Join(record.List("riskEventTypes"u8)));
        draft.Note("cross_tenant_access_type", record.Text("crossTenantAccessType"u8));
        draft.Note("home_tenant_id", record.Text("homeTenantId"u8));
        draft.Note("resource_tenant_id", record.Text("resourceTenantId"u8));
        draft.Note("token_issuer_type", record.Text("tokenIssuerType"u8));
        draft.Note("incoming_token_type", record.Text("incomingTokenType"u8));
        draft.Note("unique_token_id", record.Text("uniqueTokenIdentifier"u8));
        draft.Note("credential_type", record.Text("clientCredentialType"u8));
        draft.Note("asn", record.Text("autonomousSystemNumber"u8));
        draft.Note("mfa_method", record.Object("mfaDetail"u8).Text("authMethod"u8));
        draft.Note("service_principal_name", record.Text("servicePrincipalName"u8));
        NotePolicies(record, draft);
        NoteMethods(record, draft);
    }

    /// <summary>Only policies that took part; the list also names all that did not apply.</summary>
    private static void NotePolicies(Fields record, EventDraft draft)
    {
        string? failed = null;
        foreach (var policy in record.List("appliedConditionalAccessPolicies"u8).Items())
        {
            if (policy.Text("result"u8) is { } result && result.Contains("failure", StringComparison.OrdinalIgnoreCase) && policy.Text("displayName"u8, "id"u8) is { } name)
                failed = failed is null ? name : failed.Length > NormalizeLimits.Attribute ? failed : $"{failed}, {name}";
        }

        draft.Note("failed_policies", failed);
    }

    private static void NoteMethods(Fields record, EventDraft draft)
    {
        string? methods = null;
        foreach (var step in record.List("authenticationDetails"u8).Items())
        {
            if (step.Text("authenticationMethod"u8) is { } method && methods?.Contains(method, StringComparison.Ordinal) != true)
                methods = methods is null ? method : methods.Length > NormalizeLimits.Attribute ? methods : $"{methods}, {method}";
        }

        draft.Note("authentication_methods", methods);
    }

    private static string? Join(System.Text.Json.JsonElement list)
    {
        string? joined = null;
        foreach (var item in list.Items())
        {
            if (item.AsText() is { } text)
                joined = joined is null ? text : joined.Length > NormalizeLimits.Attribute ? joined : $"{joined}, {text}";
        }

        return joined;
    }
}
