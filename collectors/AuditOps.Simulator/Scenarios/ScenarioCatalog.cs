using AuditOps.Simulator.Scenarios.Script;

namespace AuditOps.Simulator.Scenarios;

internal static class ScenarioCatalog
{
    public static readonly Scenario[] All =
    [
        new("password_spray", PasswordSpray.Play),
        new("brute_force_success", BruteForceSuccess.Play),
        new("impossible_travel", ImpossibleTravel.Play),
        new("mfa_fatigue", MfaFatigue.Play),
        new("legacy_auth_bypass", LegacyAuthBypass.Play),
        new("device_code_phishing", DeviceCodePhishing.Play),
        new("consent_phishing", ConsentPhishing.Play),
        new("inbox_rule_exfiltration", InboxRuleExfiltration.Play),
        new("mass_download", MassDownload.Play),
        new("role_escalation", RoleEscalation.Play),
        new("ca_policy_weakening", CaPolicyWeakening.Play),
        new("app_credential_backdoor", AppCredentialBackdoor.Play),
        new("mailbox_delegation", MailboxDelegation.Play),
        new("log_tampering", LogTampering.Play),
        new("off_hours_admin", OffHoursAdmin.Play),
        new("new_asn_session_theft", NewAsnSessionTheft.Play),
    ];
}
