-- How far the projections have read. Beside the rows, so that a token and its rows change in one transaction.
create table token_entry (
    processorname varchar(255) not null,
    segment       integer      not null,
    token         bytea,
    tokentype     varchar(255),
    timestamp     varchar(255),
    owner         varchar(255),
    primary key (processorname, segment)
);
comment on table token_entry is 'How far each segment of each projection has read the log; kept by Axon';
