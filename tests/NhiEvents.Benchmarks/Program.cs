using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(NhiEvents.Benchmarks.RowBenchmarks).Assembly).Run(args);
