using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Faults;

/// <summary>Graph's limits for the whole tenant, and the faults that are asked for. Any thread may call it.</summary>
internal sealed class GraphLimits(TenantFaults faults)
{
    private const ulong Kind = 0x6247;
    private const ulong Detail = 0x6248;
    private static readonly TimeSpan ConditionalAccessInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Chance _chance = new(faults.Seed);
    private DateTimeOffset _lastConditionalAccess = DateTimeOffset.MinValue;
    private long _requests;

    /// <summary>Counts a request and says what becomes of it.</summary>
    public GraphFault Next(DateTimeOffset now, bool conditionalAccess, bool writes)
    {
        lock (_gate)
        {
            _requests++;
            if (conditionalAccess)
            {
                if (now - _lastConditionalAccess < ConditionalAccessInterval)
                {
                    return new GraphFault(GraphFaultKind.Throttled, null); // Conditional Access says no Retry-After
                }

                _lastConditionalAccess = now;
            }

            var share = _chance.Share(Kind, _requests);
            var detail = _chance.Share(Detail, _requests);
            return (share -= faults.Throttled) < 0 ? new GraphFault(GraphFaultKind.Throttled, detail < 0.5 ? null : TimeSpan.FromSeconds(1 + (int)(detail * 30)))
                : (share -= faults.ServerErrors) < 0 ? new GraphFault(GraphFaultKind.FailsBefore, null)
                : writes && (share -= faults.LostResponses) < 0 ? new GraphFault(GraphFaultKind.FailsAfter, null)
                : share < faults.Timeouts ? new GraphFault(detail < 0.5 ? GraphFaultKind.FailsBefore : GraphFaultKind.FailsAfter, null)
                : new GraphFault(GraphFaultKind.None, null);
        }
    }
}

internal enum GraphFaultKind
{
    None,
    Throttled,
    FailsBefore,
    FailsAfter,
}

/// <summary>What goes wrong with one request.</summary>
internal readonly record struct GraphFault(GraphFaultKind Kind, TimeSpan? RetryAfter)
{
    public void ThrowBefore()
    {
        if (Kind is GraphFaultKind.Throttled)
        {
            throw new EntraException(EntraFault.Throttled, "Too many requests.", RetryAfter);
        }

        if (Kind is GraphFaultKind.FailsBefore)
        {
            throw new EntraException(EntraFault.Transient, "The service is unavailable.");
        }
    }

    public void ThrowAfter()
    {
        if (Kind is GraphFaultKind.FailsAfter)
        {
            throw new EntraException(EntraFault.Transient, "The answer was lost.");
        }
    }
}
