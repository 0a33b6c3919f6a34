using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Entra;

/// <summary>AADSTS result numbers (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).</summary>
internal static class SignInCodes
{
    /// <summary>Zero or nothing is success; what Conditional Access or a block forbids is denied; everything else, also a word other than success, is failure.</summary>
    public static Outcome OutcomeOf(string? code) => code switch
    {
        null or "0" => Outcome.Success,
        "53000" or "53001" or "53002" or "53003" or "53004" or "53009" or "53010" or "53011" or "530031" or "530032" or "530034" or "530035" => Outcome.Denied,
        _ when !char.IsAsciiDigit(code[0]) => Outcomes.OfWord(code),
        _ => Outcome.Failure,
    };

    /// <summary>The sign-in paused for the user (keep me signed in, more proof, more consent): a failure by number, not an attack by itself.</summary>
    public static bool IsInterrupt(string? code) =>
        code is "50055" or "50058" or "50072" or "50074" or "50076" or "50079" or "50097" or "50125" or "50129" or "50140" or "50144" or "50158" or "50203" or "65001" or "81010" or "81012" or "81014";
}
