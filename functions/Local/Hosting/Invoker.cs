using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Core;

namespace NhiEvents.Local.Hosting;

/// <summary>Calls a function as the platform does: one scope and one instance of its class per call.</summary>
internal sealed class Invoker(IServiceProvider app, FunctionDescriptor function, CallCount calls)
{
    private readonly ObjectFactory? _create =
        function.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(function.Class, Type.EmptyTypes);

    private readonly Type[] _parameters = [.. function.Method.GetParameters().Select(parameter => parameter.ParameterType)];

    private readonly MethodInvoker _method = MethodInvoker.Create(function.Method);

    /// <summary>Of the task that the function returns; null when that has none.</summary>
    private readonly PropertyInfo? _result = ResultOf(function.Method.ReturnType);

    /// <summary>Runs the function; its exception comes through unchanged.</summary>
    /// <param name="input">The value of the trigger parameter.</param>
    /// <param name="actions">The value of a <c>ServiceBusMessageActions</c> parameter.</param>
    /// <param name="traceParent">W3C trace context of the cause.</param>
    /// <returns>What the function returned, null for none.</returns>
    public async Task<object?> CallAsync(object input, object? actions, CancellationToken ct, string? traceParent = null)
    {
        using var running = calls.Enter();
        using var activity = Telemetry.Activities.StartActivity(function.Name, ActivityKind.Consumer, traceParent);
        await using var scope = app.CreateAsyncScope();
        var instance = _create?.Invoke(scope.ServiceProvider, null);
        var arguments = Array.ConvertAll(_parameters, parameter => Argument(parameter, input, actions, ct));
        try
        {
            var returned = _method.Invoke(instance, arguments.AsSpan());
            return returned switch
            {
                Task task => await ResultAsync(task),
                ValueTask task => await ResultAsync(task.AsTask()),
                _ => returned,
            };
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static object? Argument(Type parameter, object input, object? actions, CancellationToken ct) =>
        parameter == typeof(CancellationToken) ? ct
        : parameter.IsInstanceOfType(input) ? input
        : actions;

    private static PropertyInfo? ResultOf(Type returned) =>
        returned.IsGenericType && returned.IsAssignableTo(typeof(Task)) ? returned.GetProperty(nameof(Task<object>.Result)) : null;

    private async Task<object?> ResultAsync(Task task)
    {
        await task;
        return _result?.GetValue(task);
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        if (instance is IAsyncDisposable later)
        {
            await later.DisposeAsync();
        }
        else
        {
            (instance as IDisposable)?.Dispose();
        }
    }
}

/// <summary>How many functions of an app are running now.</summary>
internal sealed class CallCount
{
    private int _running;

    public int Running => Volatile.Read(ref _running);

    public IDisposable Enter()
    {
        Interlocked.Increment(ref _running);
        return new Call(this);
    }

    private sealed class Call(CallCount count) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref count._running);
    }
}
