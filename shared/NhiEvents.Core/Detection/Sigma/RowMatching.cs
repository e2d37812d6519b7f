using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Detection.Sigma;

/// <summary>Tries raw rows with the rules of an engine, from any thread: what Ingest asks while it has the row.</summary>
public sealed class RowMatching(SigmaEngine engine)
{
    /// <summary>What a client sent can be long; findings and groups need its beginning.</summary>
    private const int MaxText = 256;

    private readonly ConcurrentBag<SigmaMatcher> _idle = [];

    /// <summary>The rules for the row's log that it matches. A row that does not say its log, or is no JSON, matches none.</summary>
    public IReadOnlyList<RuleHit> Match(ReadOnlySpan<byte> row)
    {
        var matcher = _idle.TryTake(out var idle) ? idle : engine.CreateMatcher();
        var found = matcher.Match(row) ?? [];
        _idle.Add(matcher);
        return found.Count == 0 ? [] : [.. found.Where(match => match.Log is not null).Select(HitOf)];
    }

    private static RuleHit HitOf(SigmaMatch match) => new(
        match.Rule.Heading.Id, match.EventKey, match.At, match.Log!, Cut(match.Tenant), Cut(match.Who), Cut(match.What), match.Fields.ToDictionary(field => field.Key, field => Cut(field.Value)!));

    private static string? Cut(string? text) => text?.Length > MaxText ? text[..MaxText] : text;
}

/// <summary>Registers the matching of raw rows for the app that reads them. Without a <see cref="SigmaRuleSet"/> of its own the app gets the shipped rules.</summary>
public static class SigmaServices
{
    public static IServiceCollection AddRowRules(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => ShippedRules.Load());
        services.TryAddSingleton<RowRules>(provider =>
            provider.GetRequiredService<SigmaRuleSet>() is { Rules.Count: > 0 } rules ? new RowMatching(new SigmaEngine(rules)).Match : _ => []);
        return services;
    }
}
