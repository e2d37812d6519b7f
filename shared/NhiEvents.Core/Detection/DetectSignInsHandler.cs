using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Takes sign-ins into the journal of their identity and keeps that identity's findings up to date.</summary>
/// <remarks>Repeatable, in any order, in any batches. Sign-ins of an identity that nothing shows to be a non-human one leave no trace.</remarks>
public sealed class DetectSignInsHandler(
    IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, IOptions<DetectionOptions> options, TimeProvider time, ILogger<DetectSignInsHandler> log)
{
    private readonly IdentityIntake _intake = new(identities, outbox, codes, options.Value, time, log);

    /// <inheritdoc cref="IdentityIntake.AddAsync{T}(IntakeOf{T}, IEnumerable{T}, CancellationToken)"/>
    public Task<IReadOnlyList<FailedEvents<SignIn>>> HandleAsync(IReadOnlyList<SignIn> events, CancellationToken ct)
    {
        Telemetry.Handling(events, time.GetUtcNow());
        return _intake.AddAsync(Intakes.SignIns, events, ct);
    }

    /// <inheritdoc cref="IdentityIntake.AddOneAsync"/>
    public Task<Outcome.Final> HandleOneAsync(SignIn signIn, CancellationToken ct) => _intake.AddOneAsync(Intakes.SignIns, signIn, ct);
}
