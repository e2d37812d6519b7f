using System.Diagnostics;
using System.Runtime.CompilerServices;
using NhiEvents.Core;

namespace NhiEvents.Functions.Tests.Local.AtLeastOnce;

/// <summary>Tells in which call of which function the code runs that asks, and how often that call has asked before.</summary>
internal sealed class CallPlaces : IDisposable
{
    private readonly AsyncLocal<bool> _isOurs = new() { Value = true };
    private readonly ActivityListener _listener;
    private readonly ConditionalWeakTable<Activity, StrongBox<(int Call, int Pass)>> _calls = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The highest number of a place that any call of a function has come to.</summary>
    public Dictionary<string, int> Farthest { get; } = new(StringComparer.Ordinal);

    /// <summary>Of what this test runs from now on; tests beside it stay as they are.</summary>
    public CallPlaces()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => _isOurs.Value ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Null outside of every call.</summary>
    public (string Function, int Call, int Pass)? Here()
    {
        if (Activity.Current is not { } activity || activity.Source.Name != Telemetry.Name)
        {
            return null;
        }

        if (!_calls.TryGetValue(activity, out var place))
        {
            var call = _counts.GetValueOrDefault(activity.OperationName);
            _counts[activity.OperationName] = call + 1;
            _calls.Add(activity, place = new StrongBox<(int Call, int Pass)>((call, -1)));
        }

        place.Value.Pass++;
        Farthest[activity.OperationName] = Math.Max(Farthest.GetValueOrDefault(activity.OperationName), place.Value.Pass);
        return (activity.OperationName, place.Value.Call, place.Value.Pass);
    }

    public void Dispose() => _listener.Dispose();
}
