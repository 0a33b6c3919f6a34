namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>The ClickHouse error numbers this front raises itself (ClickHouse, src/Common/ErrorCodes.cpp).</summary>
internal static class ErrorCodes
{
    public const int BadArguments = 36;
    public const int NotImplemented = 48;
    public const int LogicalError = 49;
    public const int SyntaxError = 62;
    public const int UnknownSetting = 115;
    public const int IncorrectData = 117;
    public const int ReadOnly = 164;
    public const int TooManySimultaneousQueries = 202;
    public const int QueryWithSameIdIsAlreadyRunning = 216;
    public const int QueryWasCancelled = 394;
    public const int AccessDenied = 497;
    public const int AuthenticationFailed = 516;
    public const int QueryIsTooLarge = 191;
    public const int Aborted = 236;
    public const int UnknownFormat = 73;
}
