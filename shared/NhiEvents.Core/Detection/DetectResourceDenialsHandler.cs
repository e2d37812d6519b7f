using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Takes refusals of Azure Resource Manager into the journal of their caller, and keeps that identity's findings up to date.</summary>
/// <remarks>Repeatable, in any order and together with sign-ins in any order. Refusals for other reasons than MFA, and those of people, leave no trace.</remarks>
public sealed class DetectResourceDenialsHandler(
    IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, IOptions<DetectionOptions> options, TimeProvider time, ILogger<DetectResourceDenialsHandler> log)
{
    private readonly IdentityIntake _intake = new(identities, outbox, codes, options.Value, time, log);

    /// <inheritdoc cref="IdentityIntake.AddAsync{T}(IntakeOf{T}, IEnumerable{T}, CancellationToken)"/>
    public Task<IReadOnlyList<FailedEvents<ResourceDenied>>> HandleAsync(IReadOnlyList<ResourceDenied> events, CancellationToken ct) =>
        _intake.AddAsync(Intakes.Denials, events.Where(FailureEvent.IsForMfa), ct);

    /// <inheritdoc cref="IdentityIntake.AddOneAsync"/>
    public Task<Outcome.Final> HandleOneAsync(ResourceDenied denied, CancellationToken ct) =>
        FailureEvent.IsForMfa(denied) ? _intake.AddOneAsync(Intakes.Denials, denied, ct) : Task.FromResult(Outcome.Done);
}
