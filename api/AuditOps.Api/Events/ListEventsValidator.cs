using AuditOps.Api.Http;
using FluentValidation;

namespace AuditOps.Api.Events;

internal sealed class ListEventsValidator : AbstractValidator<ListEventsParameters>
{
    public static readonly string[] Outcomes = ["success", "failure", "partial", "denied", "unknown"];

    public ListEventsValidator()
    {
        RuleFor(p => p.Source).Length(1, 64).WithMessage("Must have 1 to 64 characters.").OverridePropertyName("source");
        RuleFor(p => p.Workload).Length(1, 128).WithMessage("Must have 1 to 128 characters.").OverridePropertyName("workload");
        RuleFor(p => p.Category).Length(1, 128).WithMessage("Must have 1 to 128 characters.").OverridePropertyName("category");
        RuleFor(p => p.Operation).Length(1, 256).WithMessage("Must have 1 to 256 characters.").OverridePropertyName("operation");
        RuleFor(p => p.Outcome).Must(o => o is null || Outcomes.Contains(o)).WithMessage($"Must be one of {string.Join(", ", Outcomes)}.").OverridePropertyName("outcome");
        RuleFor(p => p.Actor).Length(1, 512).WithMessage("Must have 1 to 512 characters.").OverridePropertyName("actor");
        RuleFor(p => p.Ip).Must(ip => ip is null || Parse.Ip(ip) is not null).WithMessage("Must be an IPv4 or IPv6 address.").OverridePropertyName("ip");
        RuleFor(p => p.From).Must(IsTime).WithMessage("Must be an ISO 8601 time between 1970 and 2199.").OverridePropertyName("from");
        RuleFor(p => p.To).Must(IsTime).WithMessage("Must be an ISO 8601 time between 1970 and 2199.").OverridePropertyName("to");
        RuleFor(p => p.To).Must((p, _) => p.From is null || p.To is null || Parse.Time(p.From) is not { } from || Parse.Time(p.To) is not { } to || from < to)
            .WithMessage("Must be later than from.").OverridePropertyName("to");
        RuleFor(p => p.Q).Length(1, 500).WithMessage("Must have 1 to 500 characters.").Must(q => q is null || q.Trim().Length > 0).WithMessage("Must not be blank.").OverridePropertyName("q");
    }

    private static bool IsTime(string? text) => text is null || Parse.Time(text) is not null;
}
