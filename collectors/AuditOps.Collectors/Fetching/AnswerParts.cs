namespace AuditOps.Collectors.Fetching;

/// <summary>An answer cut into its records; the bytes are those of the answer.</summary>
/// <param name="Elements">Where each record lies.</param>
/// <param name="NextLink">Graph: the next page.</param>
/// <param name="DeltaLink">Graph: where to ask for changes later.</param>
/// <param name="IsPage">Whether an object stands around the array, as Graph gives it; the Management Activity API gives the array alone.</param>
internal sealed record AnswerParts(IReadOnlyList<AnswerElement> Elements, string? NextLink, string? DeltaLink, bool IsPage);
