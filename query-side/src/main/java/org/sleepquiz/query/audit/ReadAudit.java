package org.sleepquiz.query.audit;

import org.sleepquiz.httpedge.Audit;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Notes who has read the data of a single person. */
@Component
class ReadAudit implements WebMvcConfigurer {

    private final Audit audit;

    ReadAudit(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(audit.noting("person_read", request -> true)).addPathPatterns("/api/v1/users/**");
    }
}
