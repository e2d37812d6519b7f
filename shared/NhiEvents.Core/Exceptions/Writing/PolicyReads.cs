using System.Collections.Concurrent;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Readings of Conditional Access, kept for a short time.</summary>
/// <remarks>
/// Entra allows one such request a second for the whole tenant. Who needs several gets the first, is throttled, and comes again: what was read before is kept
/// long enough that every time gets one further. Nothing partial is kept: a reading that throws leaves nothing.
/// </remarks>
public sealed class PolicyReads(IDirectory directory, TimeProvider time)
{
    /// <summary>How old a reading may be when it is used.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<WhatIfQuestion, Reading<WhatIfPolicy>> _answers = new();
    private Reading<PolicyText>? _policies;
    private Reading<DirectoryNamedLocation>? _locations;

    internal async Task<IReadOnlyList<PolicyText>> PoliciesAsync(CancellationToken ct)
    {
        if (Good(Volatile.Read(ref _policies)) is { } known)
        {
            return known;
        }

        var read = new List<PolicyText>();
        await foreach (var policy in directory.ListPoliciesAsync(ct))
        {
            read.Add(PolicyText.Read(policy));
        }

        Volatile.Write(ref _policies, new Reading<PolicyText>(time.GetUtcNow(), read));
        return read;
    }

    internal async Task<IReadOnlyList<DirectoryNamedLocation>> LocationsAsync(CancellationToken ct)
    {
        if (Good(Volatile.Read(ref _locations)) is { } known)
        {
            return known;
        }

        var read = new List<DirectoryNamedLocation>();
        await foreach (var location in directory.ListNamedLocationsAsync(ct))
        {
            read.Add(location);
        }

        Volatile.Write(ref _locations, new Reading<DirectoryNamedLocation>(time.GetUtcNow(), read));
        return read;
    }

    internal async Task<IReadOnlyList<WhatIfPolicy>> WhatIfAsync(WhatIfQuestion question, CancellationToken ct)
    {
        if (Good(_answers.GetValueOrDefault(question)) is { } known)
        {
            return known;
        }

        foreach (var old in _answers.Where(answer => Good(answer.Value) is null))
        {
            _answers.TryRemove(old);
        }

        var read = await directory.WhatIfAsync(question, ct);
        _answers[question] = new Reading<WhatIfPolicy>(time.GetUtcNow(), read);
        return read;
    }

    private IReadOnlyList<T>? Good<T>(Reading<T>? reading) => reading is not null && time.GetUtcNow() - reading.At < GoodFor ? reading.Found : null;

    private sealed record Reading<T>(DateTimeOffset At, IReadOnlyList<T> Found);
}
