using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Takes changes that Azure Resource Manager allowed without a second factor into the journal of their caller, and keeps that identity's findings up to date.</summary>
/// <remarks>Repeatable, in any order and together with other events in any order. Those of people leave no trace.</remarks>
public sealed class DetectResourceChangesHandler(
    IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, IOptions<DetectionOptions> options, TimeProvider time, ILogger<DetectResourceChangesHandler> log)
{
    private readonly IdentityIntake _intake = new(identities, outbox, codes, options.Value, time, log);

    /// <inheritdoc cref="IdentityIntake.AddAsync{T}(IntakeOf{T}, IEnumerable{T}, CancellationToken)"/>
    public Task<IReadOnlyList<FailedEvents<ResourceChanged>>> HandleAsync(IReadOnlyList<ResourceChanged> events, CancellationToken ct) => _intake.AddAsync(Intakes.Changes, events, ct);

    /// <inheritdoc cref="IdentityIntake.AddOneAsync"/>
    public Task<Outcome.Final> HandleOneAsync(ResourceChanged changed, CancellationToken ct) => _intake.AddOneAsync(Intakes.Changes, changed, ct);
}
