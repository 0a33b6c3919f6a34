namespace AuditOps.Collectors.Import.Reading;

internal enum WrapperVerdict
{
    Record,
    Wrapper,
    NeedsMore,
}
