namespace AuditOps.Simulator.Acts;

/// <summary>The AADSTS numbers that occur, with the service's name for each.</summary>
internal static class SignInErrors
{
    public const int None = 0;
    public const int InvalidPassword = 50126;
    public const int Locked = 50053;
    public const int Disabled = 50057;
    public const int PasswordExpired = 50055;
    public const int MfaRequired = 50074;
    public const int KeepSignedIn = 50140;
    public const int MfaDenied = 500121;
    public const int BlockedByPolicy = 53003;
    public const int UnknownUser = 50034;

    public static string Name(int code) => code switch
    {
        InvalidPassword => "InvalidUserNameOrPassword",
        Locked => "IdsLocked",
        Disabled => "UserDisabled",
        PasswordExpired => "InvalidPasswordExpiredPassword",
        MfaRequired => "UserStrongAuthClientAuthNRequiredInterrupt",
        KeepSignedIn => "KmsiInterrupt",
        MfaDenied => "AuthenticationFailedSasError",
        BlockedByPolicy => "BlockedByConditionalAccess",
        UnknownUser => "UserAccountNotFound",
        _ => "",
    };

    public static string? Reason(int code) => code switch
    {
        None => null,
        InvalidPassword => "Invalid username or password or Invalid on-premise username or password.",
        Locked => "The account is locked, too many sign-in attempts with an incorrect user ID or password.",
        Disabled => "The user account is disabled.",
        PasswordExpired => "Invalid password, entered expired password.",
        MfaRequired => "Strong Authentication is required.",
        KeepSignedIn => "This occurred due to 'Keep me signed in' interrupt when the user was signing in.",
        MfaDenied => "Authentication failed during strong authentication request.",
        BlockedByPolicy => "Access has been blocked by Conditional Access policies.",
        UnknownUser => "The user account does not exist in the directory.",
        _ => "Other.",
    };
}
